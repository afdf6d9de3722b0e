import { asProblem, type Problem } from '@/api/problem';
import type { IdempotencyHeaders } from '@/lib/formKey';
import { differing, type Kind, type Saved } from '@/lib/saveRecord';
import type { Lab } from '@/shared/lab/queries';
import { type CompleteInput, completeLab } from './queries';
import type { LabValues } from './kind';

function isStale(problem: Problem): boolean {
  return problem.conflict && problem.fields.some((field) => field.location === 'body.version');
}

const resultFields = ['result_summary', 'values'] as const;
const tries = 3;

/**
 * Writes the result of a test. What others changed meanwhile beside the result does not stand in the way; when they
 * wrote another result, a person decides between the two.
 */
export async function completeOn(
  kind: Kind<Lab, LabValues>,
  base: Lab,
  mine: Pick<LabValues, (typeof resultFields)[number]>,
  rest: Pick<CompleteInput, 'albums'>,
  headers: IdempotencyHeaders,
): Promise<Saved<Lab, LabValues>> {
  const opened = kind.valuesOf(base);
  let on = base;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { record: await completeLab(base.id, { ...mine, ...rest, version: on.version }, headers) };
    } catch (error) {
      const problem = asProblem(error);
      if (!isStale(problem) || attempt === tries) throw problem;
      on = await kind.read(on);
      const now = kind.valuesOf(on);
      const theirs = differing(resultFields, now, opened);
      const fields = theirs.filter((field) => differing([field], now, { ...now, ...mine }).length > 0);
      if (fields.length > 0) return { clash: { current: on, fields } };
    }
  }
}
