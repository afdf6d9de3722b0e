import { Loader } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ChartError } from '../../BreakGlass';
import { contentUrl, readStart, thumbnailUrl } from '../queries';
import type { StageProps } from './stage';
import { StageTools } from './StageTools';
import { useGestures } from './useGestures';
import classes from './Viewer.module.css';
import { fitScale, settle, type Size, step, turn, type Turns, type View, zoomAround } from './zoom';

interface Shown {
  view: View;
  turns: Turns;
}

const whole: Shown = { view: { scale: 0, x: 0, y: 0 }, turns: 0 };
const middle = { x: 0, y: 0 };

function useSize(element: React.RefObject<HTMLElement | null>): Size {
  const [size, setSize] = useState<Size>({ width: 0, height: 0 });
  useEffect(() => {
    const at = element.current;
    if (at === null) return;
    const observer = new ResizeObserver(() => setSize({ width: at.clientWidth, height: at.clientHeight }));
    observer.observe(at);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** A picture that is enlarged with wheel, keys or two fingers, moved by dragging, and turned. */
export function ImageStage({ file, onMove }: StageProps) {
  const { t } = useTranslation();
  const stage = useRef<HTMLDivElement>(null);
  const box = useSize(stage);
  const [natural, setNatural] = useState<Size | null>(null);
  const [shown, setShown] = useState<Shown>(whole);
  const [failed, setFailed] = useState<{ error: unknown } | null>(null);
  const [attempt, setAttempt] = useState(0);

  // Before it is there, the size that the server knows keeps its place.
  const picture = natural ?? { width: file.width, height: file.height };
  const view = settle(shown.view, picture, box, shown.turns);
  const fit = fitScale(picture, box, shown.turns);
  const large = view.scale > fit * 1.001;

  const zoom = (factor: number, point = middle): void =>
    setShown(({ view: from, turns }) => ({ turns, view: zoomAround(settle(from, picture, box, turns), factor, point, picture, box, turns) }));
  const fromMiddle = (at: { x: number; y: number }): { x: number; y: number } => {
    const rect = stage.current?.getBoundingClientRect();
    return rect === undefined ? middle : { x: at.x - rect.left - rect.width / 2, y: at.y - rect.top - rect.height / 2 };
  };
  useGestures(stage, {
    wheelZooms: true,
    onZoom: (factor, at) => zoom(factor, fromMiddle(at)),
    onPan: (dx, dy) =>
      setShown(({ view: from, turns }) => {
        const now = settle(from, picture, box, turns);
        return { turns, view: settle({ ...now, x: now.x + dx, y: now.y + dy }, picture, box, turns) };
      }),
    onSwipe: (direction) => {
      if (!large) onMove(direction < 0 ? 1 : -1);
    },
  });

  const explain = async (): Promise<void> => {
    // The picture itself does not say why it did not come; its first byte does.
    try {
      await readStart(file.id, 1, AbortSignal.timeout(10_000));
      setFailed({ error: new Error('This picture cannot be shown. Download it instead.') });
    } catch (error) {
      setFailed({ error });
    }
  };

  return (
    <div
      ref={stage}
      className={`${classes.stage} ${classes.picture}`}
      data-large={large || undefined}
      aria-busy={natural === null && failed === null}
      onDoubleClick={(event) => {
        if (large) setShown({ ...shown, view: whole.view });
        else zoom(Math.max(2, 1 / view.scale), fromMiddle({ x: event.clientX, y: event.clientY }));
      }}
    >
      {failed === null ? (
        <>
          {natural === null && file.thumbnail === 'made' && picture.width > 0 && (
            <img
              src={thumbnailUrl(file.id)}
              alt=""
              className={classes.image}
              style={{ width: picture.width, height: picture.height, objectFit: 'contain', transform: `scale(${view.scale})`, filter: 'blur(2px)' }}
            />
          )}
          <img
            key={attempt}
            src={contentUrl(file.id)}
            alt={file.name}
            className={classes.image}
            draggable={false}
            style={{ visibility: natural === null ? 'hidden' : undefined, transform: `translate(${view.x}px, ${view.y}px) rotate(${shown.turns * 90}deg) scale(${view.scale})` }}
            onLoad={(event) => setNatural({ width: event.currentTarget.naturalWidth, height: event.currentTarget.naturalHeight })}
            onError={() => void explain()}
          />
          {natural === null && (
            <span className={classes.waiting}>
              <Loader aria-label={t('Loading')} />
            </span>
          )}
        </>
      ) : (
        <ChartError
          error={failed.error}
          onRetry={() => {
            setFailed(null);
            setAttempt(attempt + 1);
          }}
        />
      )}
      <StageTools
        percent={Math.round(view.scale * 100)}
        onIn={() => zoom(step)}
        onOut={() => zoom(1 / step)}
        onFit={() => setShown({ ...shown, view: whole.view })}
        onTurn={() => setShown({ turns: turn(shown.turns), view: whole.view })}
      />
    </div>
  );
}
