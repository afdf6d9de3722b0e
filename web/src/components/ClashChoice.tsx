import { Radio } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Clash, FieldOf, Kind } from '@/lib/saveRecord';
import classes from './ClashChoice.module.css';
import { Notice } from './Notice';

export type Choices = Readonly<Record<string, 'mine' | 'theirs'>>;

interface ClashChoiceProps<T, V extends object> {
  kind: Kind<T, V>;
  clash: Clash<T, V>;
  mine: V;
  choices: Choices;
  onChoose: (field: FieldOf<V>, choice: 'mine' | 'theirs') => void;
}

/** Both values of each field that two people changed at once, for the person to choose from. */
export function ClashChoice<T, V extends object>({ kind, clash, mine, choices, onChoose }: ClashChoiceProps<T, V>) {
  const { t } = useTranslation();
  const now = kind.valuesOf(clash.current);
  return (
    <Notice tone="amber" alert title={t('Someone else saved this while you had it open')}>
      <div>{t('Choose which value stays. Everything else they changed is kept.')}</div>
      {clash.fields.map((field) => (
        <Radio.Group
          key={field}
          mt="xs"
          label={kind.labels[field]}
          value={choices[field] ?? ''}
          onChange={(choice) => onChoose(field, choice === 'mine' ? 'mine' : 'theirs')}
        >
          <div className={classes.choices}>
            <Radio value="mine" label={t('Mine: {{value}}', { value: kind.words(field, mine) })} />
            <Radio value="theirs" label={t('On record now: {{value}}', { value: kind.words(field, now) })} />
          </div>
        </Radio.Group>
      ))}
    </Notice>
  );
}
