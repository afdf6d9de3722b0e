import { TextInput } from '@mantine/core';
import type { TFunction } from 'i18next';
import { readMoney, toWire } from '@/lib/money';
import classes from './MoneyField.module.css';

/** Why what was typed is no price; null when it is one. */
export function priceProblem(t: TFunction, typed: string): string | null {
  if (typed.trim() === '') return t('Enter an amount; 0 if it is free');
  const centavos = readMoney(typed);
  if (centavos === null) return t('Enter an amount like 120 or 1,234.50');
  return centavos < 0 ? t('A price is never below zero') : null;
}

/** The wire form of a typed price that has no problem. */
export function priceOf(typed: string): string {
  const centavos = readMoney(typed);
  if (centavos === null) throw new RangeError(`"${typed}" is not an amount of money`);
  return toWire(centavos);
}

interface MoneyFieldProps {
  label: string;
  description?: React.ReactNode;
  placeholder?: string;
  required?: boolean;
  value?: string;
  onChange?: (typed: string) => void;
  onBlur?: () => void;
  onFocus?: () => void;
  error?: React.ReactNode;
}

/** An amount as a person types it; put in its full form when the field is left. */
export function MoneyField({ label, description, required = true, value = '', onChange, onBlur, error, ...rest }: MoneyFieldProps) {
  const settle = (): void => {
    const centavos = readMoney(value);
    if (centavos !== null && toWire(centavos) !== value) onChange?.(toWire(centavos));
    onBlur?.();
  };
  return (
    <TextInput
      {...rest}
      label={label}
      description={description}
      required={required}
      inputMode="decimal"
      autoComplete="off"
      leftSection="₱"
      classNames={{ wrapper: classes.money }}
      value={value}
      error={error}
      onChange={(event) => onChange?.(event.currentTarget.value)}
      onBlur={settle}
    />
  );
}
