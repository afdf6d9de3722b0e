import { describe, expect, it } from 'vitest';
import { asProblem, formPath, Problem } from './problem';

function answer(status: number, headers: Record<string, string> = {}): Response {
  return new Response(null, { status, headers });
}

describe('Problem', () => {
  it('puts complaints about the body at the fields of the form', () => {
    const problem = Problem.from(answer(422), {
      detail: 'Two fields need another look.',
      errors: [
        { location: 'body.patient.family_name', message: 'is required' },
        { location: 'body.patient.family_name', message: 'a second one' },
        { location: 'body.files[1].name', message: 'is too long' },
        { location: 'query.limit', message: 'is too large' },
      ],
    });
    expect(problem.message).toBe('Two fields need another look.');
    expect(problem.fieldErrors()).toEqual({ 'patient.family_name': 'is required', 'files.1.name': 'is too long' });
  });

  it('knows no field for other places', () => {
    expect(formPath('body')).toBeUndefined();
    expect(formPath('body.')).toBeUndefined();
    expect(formPath('path.id')).toBeUndefined();
  });

  it('has words even when the answer has none', () => {
    expect(Problem.from(answer(500), '<html>').message).toMatch(/server failed/);
    expect(Problem.from(answer(403), undefined).message).toBe('You may not do this.');
    expect(Problem.from(answer(418), { errors: 'nonsense' }).fieldErrors()).toEqual({});
  });

  it('reads how long to wait and which request it was', () => {
    const problem = Problem.from(answer(429, { 'Retry-After': '30' }), { request_id: 'r1' });
    expect(problem.retryAfterSeconds).toBe(30);
    expect(problem.requestId).toBe('r1');
    expect(problem.transient).toBe(true);
  });

  it('knows whose chart asks for a reason first', () => {
    expect(Problem.from(answer(403), { leave_needed: 7 }).leaveNeeded).toBe(7);
    for (const body of [{}, { leave_needed: 0 }, { leave_needed: '7' }, undefined]) expect(Problem.from(answer(403), body).leaveNeeded).toBeUndefined();
  });

  it('takes whatever was thrown', () => {
    const own = Problem.unreachable();
    expect(asProblem(own)).toBe(own);
    expect(asProblem(new Error('x')).message).toBe('x');
    expect(asProblem(undefined).message).not.toBe('');
  });
});
