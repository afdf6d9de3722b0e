/** Manila has had one offset since 1990, and a hospital keeps one clock whatever the computer believes. */
const offset = '+08:00';
const offsetMilliseconds = 8 * 60 * 60_000;

/** A moment as <input type="datetime-local"> wants it, in Manila: "2025-06-15T14:05"; '' for none. */
export function toField(moment: string | null): string {
  if (moment === null) return '';
  return new Date(Date.parse(moment) + offsetMilliseconds).toISOString().slice(0, 16);
}

/** What such a field holds, as a moment for the server; null when it is empty or no moment. */
export function fromField(value: string): string | null {
  const moment = new Date(`${value}${offset}`);
  return value === '' || Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
