import { Button } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

/** A hospital's page is mostly served over plain http, where a browser has no clipboard for pages: then the old way. */
async function copy(text: string): Promise<boolean> {
  if (window.isSecureContext) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      // Not allowed here; the old way may be.
    }
  }
  const field = document.createElement('textarea');
  field.value = text;
  field.style.cssText = 'position:fixed;opacity:0';
  // Inside an open dialog, which does not let the focus out.
  (document.querySelector('[aria-modal="true"]') ?? document.body).append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- nothing else copies on a page without TLS
  const copied = document.execCommand('copy');
  field.remove();
  return copied;
}

/** Puts a text on the clipboard and says whether it is there. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation();
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle');
  return (
    <>
      <Button
        variant="default"
        leftSection={state === 'copied' ? <IconCheck size={16} /> : <IconCopy size={16} />}
        onClick={() => void copy(text).then((copied) => setState(copied ? 'copied' : 'failed'))}
      >
        {state === 'copied' ? t('Copied') : label}
      </Button>
      <span role="status" className="soft">
        {state === 'failed' && t('This browser does not let the page copy. Mark the text and copy it by hand.')}
      </span>
    </>
  );
}
