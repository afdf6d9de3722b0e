import { useRef, useState } from 'react';
import { toast } from '@/components/toast';
import { printPaper } from '@/lib/printPaper';

interface Printer {
  /** Prints a paper of the server, by its address; says so when there is none. */
  print: (path: string) => void;
  busy: boolean;
}

/** For a button that prints: one paper at a time, however often it is pressed. */
export function usePrinter(): Printer {
  const printing = useRef(false);
  const [busy, setBusy] = useState(false);
  const run = async (path: string): Promise<void> => {
    printing.current = true;
    setBusy(true);
    try {
      await printPaper(path);
    } catch (error) {
      toast.failed(error);
    } finally {
      printing.current = false;
      setBusy(false);
    }
  };
  return {
    print: (path) => {
      if (!printing.current) void run(path);
    },
    busy,
  };
}
