import { IconPlugConnectedX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '@/api/problem';
import { type FieldForm, splitProblem } from '@/lib/useSubmit';
import { Notice } from './Notice';

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
  const number = problem.status >= 500 ? problem.requestId : undefined;
  return (
    <Notice
      alert
      tone={problem.unreachable ? 'amber' : 'red'}
      icon={problem.unreachable ? <IconPlugConnectedX size={18} /> : undefined}
      title={t(problem.message)}
    >
      {rest.length === 0 && number === undefined ? undefined : (
        <>
          {rest.map((line) => (
            <div key={line}>{line}</div>
          ))}
          {number !== undefined && <div>{t('Request {{id}}', { id: number })}</div>}
        </>
      )}
    </Notice>
  );
}
