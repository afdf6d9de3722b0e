const units = ['bytes', 'kB', 'MB', 'GB'] as const;

/** "812 bytes", "1.4 MB", "23 MB": two digits are enough to choose by. */
export function formatSize(bytes: number): string {
  if (bytes === 1) return '1 byte';
  let size = bytes;
  let unit = 0;
  while (size >= 1024 && unit < units.length - 1) {
    size /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && size < 9.95 ? size.toFixed(1) : String(Math.round(size));
  return `${digits} ${units[unit] ?? ''}`;
}

/** "PDF" from "scan.pdf"; empty when the name has no ending of a few letters or digits. */
export function extensionOf(name: string): string {
  return (/[^.]\.([a-z0-9]{1,5})$/i.exec(name)?.[1] ?? '').toUpperCase();
}

export type Look = 'image' | 'pdf' | 'table' | 'text' | 'other';

const images = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/bmp', 'image/avif']);

/** How the page can show a file, by what the server found in it. */
export function lookOf(contentType: string): Look {
  const type = (contentType.split(';')[0] ?? '').trim().toLowerCase();
  if (images.has(type)) return 'image';
  if (type === 'application/pdf') return 'pdf';
  if (type === 'text/csv' || type === 'text/tab-separated-values') return 'table';
  return type === 'text/plain' ? 'text' : 'other';
}
