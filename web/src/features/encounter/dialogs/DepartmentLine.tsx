import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { departmentMatchQuery } from '@/shared/lookups';

/** Which department the code belongs to, and by which mapping. */
export function DepartmentLine({ code }: { code: string }) {
  const { t } = useTranslation();
  const match = useQuery(departmentMatchQuery(code));
  if (code === '') return t('The department follows from the code.');
  if (match.data === undefined) return match.isError ? t('Its department could not be looked up.') : t('Looking up the department…');
  if (match.data.department_id === null) return t('No department is mapped to it, and none is the default.');
  if (match.data.via === '') return t('Belongs to {{department}}, the default department: no mapping fits.', { department: match.data.department_name });
  return t('Belongs to {{department}} by the mapping of {{via}}.', { department: match.data.department_name, via: match.data.via });
}
