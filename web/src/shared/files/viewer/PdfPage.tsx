import { Loader } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type PDFDocumentProxy, type PDFPageProxy, type RenderTask, sharpness, TextLayer } from './pdf';
import classes from './Viewer.module.css';
import type { Turns } from './zoom';

export interface Box {
  width: number;
  height: number;
}

interface PdfPageProps {
  pdf: PDFDocumentProxy;
  number: number;
  /** The size of the first page, taken for this one's until it is known. */
  first: Box;
  scale: number;
  turns: Turns;
  root: React.RefObject<HTMLElement | null>;
}

/** While fingers or a wheel still move, the drawing is stretched; drawn anew it is a moment after. */
const rest = 150;

/**
 * Draws the page into the canvas and lays its text over it, to be read aloud, found and copied. `onEnd` says whether it
 * could be drawn. Returns what gives it up.
 */
function draw(page: PDFPageProxy, canvas: HTMLCanvasElement, text: HTMLElement, scale: number, rotation: number, onEnd: (drawn: boolean) => void): () => void {
  const viewport = page.getViewport({ scale, rotation });
  const sharp = sharpness(viewport.width, viewport.height, window.devicePixelRatio);
  // Drawn aside and then shown in one step, so that the old drawing stays until the new one is there.
  const aside = document.createElement('canvas');
  aside.width = Math.floor(viewport.width * sharp);
  aside.height = Math.floor(viewport.height * sharp);
  const task: RenderTask = page.render({ canvas: aside, viewport, transform: [sharp, 0, 0, sharp, 0, 0] });
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: text, viewport });
  let wanted = true;
  const run = async (): Promise<void> => {
    await task.promise;
    if (!wanted) return;
    canvas.width = aside.width;
    canvas.height = aside.height;
    canvas.getContext('2d')?.drawImage(aside, 0, 0);
    aside.width = 0;
    onEnd(true);
    text.style.setProperty('--total-scale-factor', String(scale));
    text.replaceChildren();
    await layer.render();
  };
  run().catch(() => {
    if (wanted) onEnd(false);
  });
  return () => {
    wanted = false;
    task.cancel();
    layer.cancel();
  };
}

/** One page; it is drawn when it comes near the window, and forgotten when it is far. */
export function PdfPage({ pdf, number, first, scale, turns, root }: PdfPageProps) {
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  const [page, setPage] = useState<PDFPageProxy | null>(null);
  const [look, setLook] = useState<'blank' | 'drawn' | 'failed'>('blank');

  useEffect(() => {
    const at = frame.current;
    if (at === null) return;
    const observer = new IntersectionObserver(
      (entries) => {
        const comes = entries.at(-1)?.isIntersecting ?? false;
        setNear(comes);
        if (!comes) setLook('blank');
      },
      { root: root.current, rootMargin: '100% 0px' },
    );
    observer.observe(at);
    return () => observer.disconnect();
  }, [root]);

  useEffect(() => {
    if (!near || page !== null) return;
    let wanted = true;
    pdf
      .getPage(number)
      .then((found) => {
        if (wanted) setPage(found);
      })
      .catch(() => {
        if (wanted) setLook('failed');
      });
    return () => {
      wanted = false;
    };
  }, [near, page, pdf, number]);

  const rotation = ((page?.rotate ?? 0) + turns * 90) % 360;
  useEffect(() => {
    if (!near || page === null || canvas.current === null || text.current === null) return;
    const [onto, over] = [canvas.current, text.current];
    let end = (): void => undefined;
    const timer = setTimeout(() => {
      end = draw(page, onto, over, scale, rotation, (drawn) => setLook(drawn ? 'drawn' : 'failed'));
    }, rest);
    return () => {
      clearTimeout(timer);
      end();
    };
  }, [near, page, scale, rotation]);

  const viewport = page?.getViewport({ scale, rotation });
  const [width, height] = viewport === undefined ? (turns % 2 === 0 ? [first.width * scale, first.height * scale] : [first.height * scale, first.width * scale]) : [viewport.width, viewport.height];
  return (
    <div
      ref={frame}
      role="group"
      className={classes.page}
      style={{ width, height }}
      aria-label={t('Page {{number}} of {{count}}', { number, count: pdf.numPages })}
      aria-busy={near && look === 'blank'}
    >
      {near && <canvas ref={canvas} aria-hidden="true" />}
      {near && <div ref={text} className={classes.pageText} />}
      {look !== 'drawn' && (
        <div className={classes.waiting}>{look === 'failed' ? <span className={classes.pageFault}>{t('This page cannot be shown. Download the file to see it.')}</span> : near && <Loader aria-label={t('Loading')} />}</div>
      )}
    </div>
  );
}
