import { dayOf, formatTime } from '@/lib/time';

/** True when what is dragged over the page are files. */
export function carriesFiles(transfer: DataTransfer | null): boolean {
  return transfer?.types.includes('Files') ?? false;
}

/** What was dropped: the files, and the names of folders, which are not taken. */
export function readDrop(transfer: DataTransfer): { files: File[]; folders: string[] } {
  const files: File[] = [];
  const folders: string[] = [];
  for (const item of transfer.items) {
    if (item.kind !== 'file') continue;
    const file = item.getAsFile();
    if (file === null) continue;
    if (item.webkitGetAsEntry()?.isDirectory === true) folders.push(file.name);
    else files.push(file);
  }
  return { files, folders };
}

function isTextField(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && ['INPUT', 'TEXTAREA'].includes(target.tagName);
}

/** Files on the clipboard. Where text is typed, text on the same clipboard goes first: a copied table brings a picture along. */
export function readPaste(event: ClipboardEvent): File[] {
  const transfer = event.clipboardData;
  if (transfer === null || (isTextField(event.target) && transfer.types.includes('text/plain'))) return [];
  return [...transfer.files];
}

/** Browsers call every copied picture "image.png"; the moment tells them apart. */
export function namePasted(files: readonly File[], now: Date): File[] {
  const stamp = `${dayOf(now.getTime())} ${formatTime(now.getTime()).replace(':', '.')}`;
  return files.map((file, index) => {
    if (!/^image\.[a-z]+$/.test(file.name)) return file;
    const ending = file.name.slice(file.name.lastIndexOf('.'));
    return new File([file], `Pasted ${stamp}${index === 0 ? '' : ` (${index + 1})`}${ending}`, { type: file.type, lastModified: now.getTime() });
  });
}
