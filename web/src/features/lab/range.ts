/** The bounds of a reference range; null where it is open. */
export interface Band {
  low: number | null;
  high: number | null;
}

const amount = String.raw`(-?\d+(?:\.\d+)?)`;
const between = new RegExp(String.raw`^${amount}\s*(?:-|–|—|to)\s*${amount}$`, 'i');
const below = new RegExp(String.raw`^(?:<|<=|≤|up to)\s*${amount}$`, 'i');
const above = new RegExp(String.raw`^(?:>|>=|≥)\s*${amount}$`);

/** Reads "3.5-5.1", "<5" or ">40"; null for a range that is words. */
export function readBand(range: string): Band | null {
  const text = range.trim().replaceAll(',', '');
  const both = between.exec(text);
  if (both !== null) {
    const [low, high] = [Number(both[1]), Number(both[2])];
    return low <= high ? { low, high } : null;
  }
  const upper = below.exec(text);
  if (upper !== null) return { low: null, high: Number(upper[1]) };
  const lower = above.exec(text);
  return lower === null ? null : { low: Number(lower[1]), high: null };
}
