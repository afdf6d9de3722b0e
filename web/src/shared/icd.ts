const codeForm = /^[A-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?$/;

/** The one form of an ICD-10 code that someone typed ("i509" is I50.9); null when it is none. */
export function icdCodeOf(typed: string): string | null {
  const bare = typed.toUpperCase().replaceAll(/\s/g, '');
  const dotted = bare.length > 3 && bare[3] !== '.' ? `${bare.slice(0, 3)}.${bare.slice(3)}` : bare;
  const code = dotted.endsWith('.') ? dotted.slice(0, -1) : dotted;
  return codeForm.test(code) ? code : null;
}
