import { useTranslation } from 'react-i18next';
import { type SearchOption, SearchSelect } from '@/components/SearchSelect';
import { type LabTest, searchLabTests } from './queries';

/** A kind of test: one that was asked for before, or a name that is new here. */
export interface TestOption extends SearchOption {
  test: LabTest | null;
}

interface TestTypeFieldProps {
  label: string;
  /** The name; '' for none. */
  value: string;
  /** The test is null when its name is new, or when none is chosen. */
  onChange: (name: string, test: LabTest | null) => void;
  description?: React.ReactNode;
  error?: React.ReactNode;
  required?: boolean;
  autoFocus?: boolean;
  /** For a filter: only tests that were asked for before, and a label that is only spoken. */
  filter?: boolean;
}

const longestName = 160;

/** The tests that match, and what was typed as a new kind unless it is one of them. */
export function testOptions(tests: readonly LabTest[], query: string, detail: string): TestOption[] {
  const found = tests.map((test) => ({ id: test.name, label: test.name, detail: ['', test.name].includes(test.service_name) ? undefined : test.service_name, test }));
  const typed = query.trim().replaceAll(/\s+/g, ' ').slice(0, longestName);
  const known = found.some((each) => each.id.toLowerCase() === typed.toLowerCase());
  return typed === '' || known ? found : [...found, { id: typed, label: typed, detail, test: null }];
}

/** Finds a kind of test by its name, or takes a new one as it is typed. */
export function TestTypeField({ label, value, onChange, filter = false, ...rest }: TestTypeFieldProps) {
  const { t } = useTranslation();
  return (
    <SearchSelect<TestOption>
      label={label}
      bare={filter}
      value={value === '' ? null : { id: value, label: value, test: null }}
      onChange={(option) => onChange(option?.id ?? '', option?.test ?? null)}
      queryKey={['lab', 'tests', filter]}
      search={async (query, signal) => testOptions(await searchLabTests(query, signal), filter ? '' : query, t('new here: take as typed'))}
      minLetters={0}
      placeholder={filter ? t('Any test') : t('Like Complete blood count')}
      {...rest}
    />
  );
}
