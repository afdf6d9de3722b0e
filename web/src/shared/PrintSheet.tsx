import { useEffect, useRef } from 'react';
import { createPortal } from 'react-dom';
import classes from './PrintSheet.module.css';

interface PrintSheetProps {
  children: React.ReactNode;
  /**
   * Given: the sheet is printed as soon as it is there, and this is called when the print dialog has closed.
   * Not given: it waits for whoever prints the page, by button or by the browser's own key.
   */
  onPrinted?: () => void;
}

/** What goes on paper instead of the screen. The sheet that was mounted last wins. */
export function PrintSheet({ children, onPrinted }: PrintSheetProps) {
  const printed = useRef(onPrinted);
  useEffect(() => {
    printed.current = onPrinted;
  });
  const atOnce = onPrinted !== undefined;

  useEffect(() => {
    if (!atOnce) return;
    const finish = (): void => printed.current?.();
    window.addEventListener('afterprint', finish, { once: true });
    // A frame later, so that what was just rendered has its layout.
    const frame = requestAnimationFrame(() => window.print());
    return () => {
      cancelAnimationFrame(frame);
      window.removeEventListener('afterprint', finish);
    };
  }, [atOnce]);

  return createPortal(<div className={classes.sheet}>{children}</div>, document.body);
}
