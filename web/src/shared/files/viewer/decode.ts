/** How many of the first bytes decide between encodings. */
const looked = 4096;

function zeroShare(bytes: Uint8Array, from: 0 | 1): number {
  let zeros = 0;
  let all = 0;
  for (let index = from; index < Math.min(bytes.length, looked); index += 2) {
    all += 1;
    if (bytes[index] === 0) zeros += 1;
  }
  return all === 0 ? 0 : zeros / all;
}

function utf16Without(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const even = zeroShare(bytes, 0);
  const odd = zeroShare(bytes, 1);
  if (odd > 0.4 && even < 0.1) return 'utf-16le';
  return even > 0.4 && odd < 0.1 ? 'utf-16be' : null;
}

function decoderFor(charset: string): TextDecoder | null {
  try {
    return new TextDecoder(charset);
  } catch {
    return null;
  }
}

/**
 * Bytes as text: in the encoding that the server found, if it says one. Else by their mark if they bear one, as UTF-16
 * when every other byte is empty, as UTF-8, or in the Western encoding that older Windows programs write. `cut` tells
 * that the text goes on after these bytes.
 */
export function decodeText(bytes: Uint8Array, contentType: string, cut = false): string {
  const said = /;\s*charset="?([^";\s]+)/i.exec(contentType)?.[1];
  const decoder = said === undefined ? null : decoderFor(said);
  // A letter that is cut in two at the end is left out.
  if (decoder !== null) return decoder.decode(bytes, { stream: cut });
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes, { stream: cut });
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes, { stream: cut });
  const wide = utf16Without(bytes);
  if (wide !== null) return new TextDecoder(wide).decode(bytes, { stream: cut });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: cut });
  } catch {
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
