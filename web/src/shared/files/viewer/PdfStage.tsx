import { Loader } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { ChartError } from '../../BreakGlass';
import { explainPdf, openPdf, type PDFDocumentProxy } from './pdf';
import { type Box, PdfPage } from './PdfPage';
import type { StageProps } from './stage';
import { StageTools } from './StageTools';
import { useGestures } from './useGestures';
import classes from './Viewer.module.css';
import { step, turn, type Turns } from './zoom';

type Reading =
  | { is: 'loading' }
  | { is: 'failed'; problem: Problem }
  | { is: 'open'; pdf: PDFDocumentProxy; first: Box };

function usePdf(fileId: number, attempt: number): Reading {
  const [reading, setReading] = useState<Reading>({ is: 'loading' });
  useEffect(() => {
    let wanted = true;
    const task = openPdf(fileId);
    const put = (next: Reading): void => {
      if (wanted) setReading(next);
    };
    const read = async (): Promise<void> => {
      try {
        const pdf = await task.promise;
        const { width, height } = (await pdf.getPage(1)).getViewport({ scale: 1 });
        put({ is: 'open', pdf, first: { width, height } });
      } catch (error) {
        put({ is: 'failed', problem: await explainPdf(fileId, error) });
      }
    };
    void read();
    return () => {
      wanted = false;
      void task.destroy();
    };
  }, [fileId, attempt]);
  return reading;
}

/** A PDF, page under page. */
export function PdfStage({ file }: StageProps) {
  const [attempt, setAttempt] = useState(0);
  return <PdfReading key={attempt} fileId={file.id} attempt={attempt} onRetry={() => setAttempt(attempt + 1)} />;
}

function PdfReading({ fileId, attempt, onRetry }: { fileId: number; attempt: number; onRetry: () => void }) {
  const { t } = useTranslation();
  const reading = usePdf(fileId, attempt);
  if (reading.is === 'open') return <Pages pdf={reading.pdf} first={reading.first} />;
  return (
    <div className={classes.stage} aria-busy={reading.is === 'loading'}>
      {reading.is === 'loading' && <Loader aria-label={t('Loading')} />}
      {reading.is === 'failed' && <ChartError error={reading.problem} onRetry={onRetry} />}
    </div>
  );
}

const margin = 24;
const least = 0.25;
const most = 8;

function Pages({ pdf, first }: { pdf: PDFDocumentProxy; first: Box }) {
  const { t } = useTranslation();
  const scroll = useRef<HTMLDivElement>(null);
  const [room, setRoom] = useState(0);
  const [zoom, setZoom] = useState(1);
  const [turns, setTurns] = useState<Turns>(0);
  const anchor = useRef<{ x: number; y: number; ratio: number } | null>(null);

  useEffect(() => {
    const at = scroll.current;
    if (at === null) return;
    const observer = new ResizeObserver(() => setRoom(at.clientWidth));
    observer.observe(at);
    return () => observer.disconnect();
  }, []);

  // At 100 % a page fills the width, but on a large screen it is no larger than on paper held close.
  const width = turns % 2 === 0 ? first.width : first.height;
  const fit = room === 0 ? 1 : Math.min(2, (room - margin) / width);
  const change = (factor: number, point?: { x: number; y: number }): void => {
    const at = scroll.current;
    const next = Math.min(most, Math.max(least, zoom * factor));
    if (at === null || next === zoom) return;
    const rect = at.getBoundingClientRect();
    anchor.current = { x: point === undefined ? rect.width / 2 : point.x - rect.left, y: point === undefined ? rect.height / 2 : point.y - rect.top, ratio: next / zoom };
    setZoom(next);
  };
  useGestures(scroll, { onZoom: change });

  // What was under the finger stays under it.
  useLayoutEffect(() => {
    const at = scroll.current;
    const held = anchor.current;
    anchor.current = null;
    if (at === null || held === null) return;
    at.scrollLeft = (at.scrollLeft + held.x) * held.ratio - held.x;
    at.scrollTop = (at.scrollTop + held.y) * held.ratio - held.y;
  }, [zoom]);

  return (
    <>
      {/* The keyboard scrolls it. */}
      <div ref={scroll} className={`${classes.scroll} ${classes.touch}`} tabIndex={0} role="region" aria-label={t('Pages')}>
        <div className={classes.pages}>
          {room > 0 && Array.from({ length: pdf.numPages }, (_, index) => <PdfPage key={index} pdf={pdf} number={index + 1} first={first} scale={fit * zoom} turns={turns} root={scroll} />)}
        </div>
      </div>
      <StageTools
        percent={Math.round(zoom * 100)}
        onIn={() => change(step)}
        onOut={() => change(1 / step)}
        onFit={() => change(1 / zoom)}
        onTurn={() => {
          setTurns(turn(turns));
          change(1 / zoom);
        }}
      />
    </>
  );
}
