import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { type FieldForm, splitProblem } from '@/lib/useSubmit';

interface FormProblemProps {
  problem: Problem | null;
  /** The form whose fields already show their own messages, so that they are not said twice. */
  form?: FieldForm;
}

/** What the server refused, said once above a form: the sentence, and complaints that no field here can show. */
export function FormProblem({ problem, form }: FormProblemProps) {
  const { t } = useTranslation();
  if (problem === null) return null;
  const { rest } = splitProblem(problem, form?.getValues() ?? {});
  return (
    <Alert
      role="alert"
      color={problem.unreachable ? 'yellow' : 'red'}
      variant="light"
      icon={problem.unreachable ? <IconPlugConnectedX /> : <IconAlertTriangle />}
      title={t(problem.message)}
    >
      {rest.length > 0 && rest.map((line) => <div key={line}>{line}</div>)}
      {problem.status >= 500 && problem.requestId !== undefined && <div>{t('Request {{id}}', { id: problem.requestId })}</div>}
    </Alert>
  );
}
