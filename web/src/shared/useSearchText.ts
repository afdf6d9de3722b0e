import { useEffect, useRef, useState } from 'react';

const quietMilliseconds = 250;

interface SearchText {
  value: string;
  change: (typed: string) => void;
}

/**
 * The text of a search field whose settled form lives in the address: typed letters show at once, the address follows
 * after a moment of quiet, and the field follows the address when that changes otherwise (back, a link).
 */
export function useSearchText(settled: string, settle: (text: string) => void): SearchText {
  const [typed, setTyped] = useState({ text: settled, waiting: false });
  const latest = useRef(settle);
  useEffect(() => {
    latest.current = settle;
  });
  useEffect(() => {
    if (!typed.waiting) return;
    const timer = setTimeout(() => {
      latest.current(typed.text.trim());
      setTyped({ text: typed.text, waiting: false });
    }, quietMilliseconds);
    return () => clearTimeout(timer);
  }, [typed]);
  // A blank after a word is kept while the next word is on its way.
  const value = typed.waiting || typed.text.trim() === settled ? typed.text : settled;
  return { value, change: (text) => setTyped({ text, waiting: true }) };
}
