import { useTranslation } from 'react-i18next';
import { type SearchOption, SearchSelect } from '@/components/SearchSelect';
import { formatMoney } from '@/lib/money';
import { searchServices } from './queries';

/** The service that is charged for a test. */
export interface ServiceChoice {
  id: number;
  name: string;
}

export function serviceChoice(id: number | null, name: string): ServiceChoice | null {
  return id === null ? null : { id, name };
}

interface ServiceFieldProps {
  label: string;
  value: ServiceChoice | null;
  onChange: (service: ServiceChoice | null) => void;
  description?: React.ReactNode;
  error?: React.ReactNode;
}

/** Finds the service of the price list that a test is charged as; none means that nothing is charged. */
export function ServiceField({ label, value, onChange, ...rest }: ServiceFieldProps) {
  const { t } = useTranslation();
  return (
    <SearchSelect<SearchOption>
      label={label}
      value={value === null ? null : { id: String(value.id), label: value.name }}
      onChange={(option) => onChange(option === null ? null : { id: Number(option.id), name: option.label })}
      queryKey={['service', 'list', 'laboratory']}
      search={async (query, signal) => (await searchServices(query, signal)).map((each) => ({ id: String(each.id), label: each.name, detail: formatMoney(each.price) }))}
      minLetters={0}
      placeholder={t('Nothing is charged')}
      {...rest}
    />
  );
}
