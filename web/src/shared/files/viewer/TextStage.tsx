import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { StageProps } from './stage';
import { TextFrame } from './TextFrame';
import { useText } from './useText';
import classes from './Viewer.module.css';

const page = 2000;

/** A text, line by line. */
export function TextStage({ file }: StageProps) {
  const { t } = useTranslation();
  const found = useText(file);
  const [shown, setShown] = useState(page);
  const lines = useMemo(() => found.data?.text.split(/\r\n|\r|\n/) ?? [], [found.data]);
  return (
    <TextFrame found={found} hidden={Math.max(0, lines.length - shown)} onMore={() => setShown(shown + page)}>
      <pre className={classes.text} dir="auto">
        {lines.slice(0, shown).join('\n') || t('This file has no text in it.')}
      </pre>
    </TextFrame>
  );
}
