import { useEffect, useRef } from 'react';

interface Point {
  x: number;
  y: number;
}

export interface Gestures {
  /** Fingers or a wheel: so many times larger, around a point of the window. */
  onZoom: (factor: number, at: Point) => void;
  /** Dragged by so many pixels. */
  onPan?: (dx: number, dy: number) => void;
  /** A quick stroke of one finger to the side: -1 to the left, 1 to the right. */
  onSwipe?: (direction: -1 | 1) => void;
  /** A plain wheel zooms too; otherwise only with Ctrl, as a pinch on a touch pad does. */
  wheelZooms?: boolean;
}

const strokeLength = 60;
const strokeMilliseconds = 500;

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Turns wheel, mouse and fingers on an element into zooming, panning and swiping. */
export function useGestures(element: React.RefObject<HTMLElement | null>, gestures: Gestures): void {
  const latest = useRef(gestures);
  useEffect(() => {
    latest.current = gestures;
  });

  useEffect(() => {
    const at = element.current;
    if (at === null) return;
    const fingers = new Map<number, Point>();
    let began: (Point & { time: number; alone: boolean }) | null = null;

    const wheel = (event: WheelEvent): void => {
      if (latest.current.wheelZooms !== true && !event.ctrlKey) return;
      event.preventDefault();
      // Lines and pages of some mice are brought to about the same speed as pixels.
      const length = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * 30;
      latest.current.onZoom(Math.exp(-Math.max(-150, Math.min(150, length)) / 400), { x: event.clientX, y: event.clientY });
    };
    const down = (event: PointerEvent): void => {
      if (event.pointerType === 'mouse' && event.button !== 0) return;
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      began = { x: event.clientX, y: event.clientY, time: event.timeStamp, alone: fingers.size === 1 };
      if (latest.current.onPan !== undefined) at.setPointerCapture(event.pointerId);
    };
    const move = (event: PointerEvent): void => {
      const before = fingers.get(event.pointerId);
      if (before === undefined) return;
      const now = { x: event.clientX, y: event.clientY };
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      fingers.set(event.pointerId, now);
      if (other === undefined) {
        latest.current.onPan?.(now.x - before.x, now.y - before.y);
        return;
      }
      const was = distance(before, other);
      if (was > 0) latest.current.onZoom(distance(now, other) / was, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
    };
    const up = (event: PointerEvent): void => {
      if (!fingers.delete(event.pointerId) || fingers.size > 0) return;
      const stroke = began;
      began = null;
      if (event.type !== 'pointerup' || event.pointerType === 'mouse' || !stroke?.alone) return;
      const dx = event.clientX - stroke.x;
      if (Math.abs(dx) < strokeLength || Math.abs(event.clientY - stroke.y) > Math.abs(dx) / 2) return;
      if (event.timeStamp - stroke.time < strokeMilliseconds) latest.current.onSwipe?.(dx < 0 ? -1 : 1);
    };

    at.addEventListener('wheel', wheel, { passive: false });
    at.addEventListener('pointerdown', down);
    at.addEventListener('pointermove', move);
    at.addEventListener('pointerup', up);
    at.addEventListener('pointercancel', up);
    return () => {
      at.removeEventListener('wheel', wheel);
      at.removeEventListener('pointerdown', down);
      at.removeEventListener('pointermove', move);
      at.removeEventListener('pointerup', up);
      at.removeEventListener('pointercancel', up);
    };
  }, [element]);
}
