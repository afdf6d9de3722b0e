import { createContext, useContext } from 'react';

/** Opens how an amount came to be, by the key that the server knows it under. */
export type OpenExplanation = (key: string) => void;

/** Null where amounts cannot be opened, such as on paper. */
export const ExplanationContext = createContext<OpenExplanation | null>(null);

export const useExplanation = (): OpenExplanation | null => useContext(ExplanationContext);

/** The key of one charge's explanation. */
export const chargeKey = (id: number): string => `charge-${id}`;
