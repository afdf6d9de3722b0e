/** How patients leave, with the words that are read; untranslated. */
export const dispositions = [
  { value: 'Discharged', label: 'Discharged' },
  { value: 'Transferred', label: 'Transferred to another hospital' },
  { value: 'HAMA', label: 'Home against medical advice (HAMA)' },
  { value: 'Absconded', label: 'Absconded' },
] as const;

export const results = ['Recovered', 'Improved', 'Unimproved', 'Died under 48 h', 'Died 48 h or later'] as const;
