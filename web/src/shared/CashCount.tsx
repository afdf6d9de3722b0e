import { TextInput } from '@mantine/core';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMoney } from '@/lib/money';
import { type Denomination, denominations, piecesOf, type Typed, worthOf } from './cashCount';
import classes from './CashCount.module.css';

interface CashCountProps {
  label: string;
  value: Typed;
  onChange: (typed: Typed) => void;
  /** Complaints by denomination. */
  errors?: Readonly<Record<string, React.ReactNode>>;
  /** The first field takes the focus when its dialog opens. */
  autoFocus?: boolean;
}

function nameOf(name: Denomination, worth: number): string {
  return name.startsWith('c') ? `${worth}¢` : formatMoney(worth).replace(/\.00$/, '');
}

/** Cash counted note by note. Enter goes down; in the last field it sends the form, as Enter does everywhere. */
export function CashCount({ label, value, onChange, errors = {}, autoFocus = false }: CashCountProps) {
  const { t } = useTranslation();
  const group = useRef<HTMLFieldSetElement>(null);
  const walk = (event: React.KeyboardEvent<HTMLInputElement>, index: number): void => {
    const step = event.key === 'ArrowUp' ? -1 : event.key === 'Enter' || event.key === 'ArrowDown' ? 1 : 0;
    const next = group.current?.querySelectorAll('input')[index + step];
    if (step === 0 || next === undefined || event.nativeEvent.isComposing) return;
    event.preventDefault();
    next.focus();
  };
  return (
    <fieldset ref={group} className={classes.count}>
      <legend className={classes.legend}>{label}</legend>
      <div className={classes.pieces}>
        {denominations.map(({ name, worth }, index) => {
          const pieces = piecesOf(value[name]);
          const error = errors[name] ?? (pieces === null ? t('Whole pieces') : undefined);
          return (
            <label key={name} className={classes.piece}>
              <span className={classes.name}>{nameOf(name, worth)}</span>
              <span aria-hidden="true">×</span>
              <TextInput
                aria-label={t('Pieces of {{denomination}}', { denomination: nameOf(name, worth) })}
                inputMode="numeric"
                autoComplete="off"
                placeholder="0"
                classNames={{ input: classes.input }}
                data-autofocus={(autoFocus && index === 0) || undefined}
                value={value[name] ?? ''}
                error={error}
                onChange={(event) => onChange({ ...value, [name]: event.currentTarget.value })}
                onFocus={(event) => event.currentTarget.select()}
                onKeyDown={(event) => walk(event, index)}
              />
              <span className={classes.worth}>{pieces === null || pieces === 0 ? '' : formatMoney(pieces * worth)}</span>
            </label>
          );
        })}
      </div>
      <output className={classes.total} aria-live="polite">
        <span>{t('Counted')}</span>
        <strong>{formatMoney(worthOf(value))}</strong>
      </output>
    </fieldset>
  );
}
