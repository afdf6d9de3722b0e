import { Modal } from '@mantine/core';
import { useEffect } from 'react';

/** Covers the page so that no name can be read, not even on the browser's tab; nothing that was typed beneath is lost. */
export function Cover({ label, children }: { label: string; children: React.ReactNode }) {
  useEffect(() => {
    // Esc would otherwise reach a dialog beneath and close it unseen, and Ctrl-K its search.
    const swallow = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' || ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k')) event.stopImmediatePropagation();
    };
    window.addEventListener('keydown', swallow, { capture: true });
    const title = document.title;
    document.title = 'Talaan';
    return () => {
      window.removeEventListener('keydown', swallow, { capture: true });
      document.title = title;
    };
  }, []);
  return (
    <Modal
      opened
      onClose={() => undefined}
      fullScreen
      withCloseButton={false}
      closeOnEscape={false}
      zIndex={1000}
      padding={0}
      transitionProps={{ duration: 0 }}
      attributes={{ content: { 'aria-label': label } }}
    >
      {children}
    </Modal>
  );
}
