import { useEffect, useRef } from 'react';

/** Puts the cursor into the field marked with data-autofocus once the form is there: a panel opens before its record is read. */
export function useFirstField(): React.RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus();
  }, []);
  return form;
}
