/** A width and a height in pixels. */
export interface Size {
  width: number;
  height: number;
}

/** How a picture lies on its stage: enlarged so much, its middle so far from the stage's middle. */
export interface View {
  scale: number;
  x: number;
  y: number;
}

/** Quarter turns, clockwise. */
export type Turns = 0 | 1 | 2 | 3;

const most = 8;
/** One press of a button, one notch of a wheel. */
export const step = 1.25;

export function turned(size: Size, turns: Turns): Size {
  return turns % 2 === 0 ? size : { width: size.height, height: size.width };
}

export function turn(turns: Turns): Turns {
  const next: Record<Turns, Turns> = { 0: 1, 1: 2, 2: 3, 3: 0 };
  return next[turns];
}

/** The scale at which the whole picture is seen; a small one is not enlarged for it. */
export function fitScale(picture: Size, stage: Size, turns: Turns): number {
  const { width, height } = turned(picture, turns);
  if (width <= 0 || height <= 0 || stage.width <= 0 || stage.height <= 0) return 1;
  return Math.min(1, stage.width / width, stage.height / height);
}

function within(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** Keeps the picture over the stage: what is smaller stays in the middle, what is larger never leaves a gap. */
export function settle(view: View, picture: Size, stage: Size, turns: Turns): View {
  const { width, height } = turned(picture, turns);
  const fit = fitScale(picture, stage, turns);
  const scale = within(view.scale, fit, Math.max(most, fit * most));
  const room = { x: Math.max(0, (width * scale - stage.width) / 2), y: Math.max(0, (height * scale - stage.height) / 2) };
  return { scale, x: within(view.x, -room.x, room.x), y: within(view.y, -room.y, room.y) };
}

/** Enlarges around a point, which is given from the stage's middle and stays where it is. */
export function zoomAround(view: View, factor: number, point: { x: number; y: number }, picture: Size, stage: Size, turns: Turns): View {
  const { scale } = settle({ ...view, scale: view.scale * factor }, picture, stage, turns);
  const ratio = scale / view.scale;
  return settle({ scale, x: point.x - (point.x - view.x) * ratio, y: point.y - (point.y - view.y) * ratio }, picture, stage, turns);
}
