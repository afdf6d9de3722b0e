/** Why a text is no list of bed numbers: the part at fault, and what is wrong with it. */
export interface BedsFault {
  part: string;
  fault: 'empty' | 'long' | 'many' | 'backwards' | 'unlike';
}

export const mostBeds = 50;
const longest = 20;

const range = /^(.*?)(?:\s+to\s+|\s*\.\.+\s*|\s*[–—]\s*)(.*)$/i;
const counted = /^(.*?)(\d+)$/;

/** "3A-1 to 3A-4" as its four numbers; "3A-08 to 11" keeps the width of its figures. */
function expand(part: string): string[] | BedsFault {
  const ends = range.exec(part);
  if (ends === null) return [part];
  const first = counted.exec((ends[1] ?? '').trim());
  const last = counted.exec((ends[2] ?? '').trim());
  const [prefix = '', from = ''] = first?.slice(1) ?? [];
  const [lastPrefix = '', to = ''] = last?.slice(1) ?? [];
  if (from === '' || to === '' || (lastPrefix !== '' && lastPrefix.toLowerCase() !== prefix.toLowerCase())) return { part, fault: 'unlike' };
  const [start, end] = [Number(from), Number(to)];
  if (end < start) return { part, fault: 'backwards' };
  if (end - start >= mostBeds) return { part, fault: 'many' };
  const width = from.startsWith('0') ? from.length : 0;
  return Array.from({ length: end - start + 1 }, (_, index) => `${prefix}${String(start + index).padStart(width, '0')}`);
}

/** Reads "ICU-1, 3A-1 to 3A-4" as single numbers, each once, in the order typed. */
export function readBedNumbers(typed: string): string[] | BedsFault {
  const numbers = new Map<string, string>();
  for (const part of typed.split(/[,;\n]+/).map((each) => each.trim().replaceAll(/\s+/g, ' '))) {
    if (part === '') continue;
    const found = expand(part);
    if (!Array.isArray(found)) return found;
    for (const number of found) {
      if (number.length > longest) return { part: number, fault: 'long' };
      if (!numbers.has(number.toLowerCase())) numbers.set(number.toLowerCase(), number);
    }
    if (numbers.size > mostBeds) return { part, fault: 'many' };
  }
  return numbers.size === 0 ? { part: typed, fault: 'empty' } : [...numbers.values()];
}

/** A proposal for `count` further beds of a room: the next numbers after its name that no bed has. */
export function proposeBeds(roomName: string, existing: readonly string[], count: number): string {
  const used = new Set(existing.map((each) => each.toLowerCase()));
  const stem = roomName.replaceAll(/\s+/g, '').slice(0, longest - 3);
  let start = 1;
  while (used.has(`${stem}-${start}`.toLowerCase())) start += 1;
  return count === 1 ? `${stem}-${start}` : `${stem}-${start} to ${stem}-${start + count - 1}`;
}
