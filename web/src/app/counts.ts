/** Live numbers beside the pages of the rail, by the name that app/nav.ts gives them. */
export type Counts = Partial<Record<string, number>>;

const nothing: Counts = {};

export function useCounts(): Counts {
  return nothing;
}
