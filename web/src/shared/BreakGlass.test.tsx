import { useQuery } from '@tanstack/react-query';
import { act, screen, waitFor } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import type { Me } from '@/lib/permissions';
import { aPatient } from '@/test/people';
import { type Answers, answerWith, problemResponse, renderPage } from '@/test/render';
import { BreakGlass, ChartError, DutyEnded, PartError } from './BreakGlass';
import { medicalHistoryQuery } from './patientQueries';

const nurse: Me = { id: 2, user_id: 'bea', name: 'Bea Lim', roles: ['Nurse'], permissions: ['chart:break-glass', 'patient:read'], department: null };
const teller: Me = { ...nurse, permissions: ['patient:read'] };

const outside = () => Response.json({ status: 403, detail: 'This patient is not within your duty now. Say why.', leave_needed: 7 }, { status: 403 });

/** A server that shows the chart of patient 7 once a reason was given. */
function guarded(breakGlass: () => Response = () => Response.json({ patient_id: 7, until: '2026-11-28T09:00:00.000Z' }, { status: 201 })): Answers {
  let given = false;
  return {
    'GET /api/v1/patients/7': { ...aPatient() },
    'GET /api/v1/patients/7/medical-history': () => (given ? Response.json({ items: [{ id: 1, kind: 'Allergy', description: 'Penicillin' }], next: null }) : outside()),
    'POST /api/v1/patients/7/break-glass': () => {
      const answer = breakGlass();
      given = answer.ok;
      return answer;
    },
  };
}

function Chart({ page = false }: { page?: boolean }) {
  const found = useQuery(medicalHistoryQuery(7));
  if (found.data === undefined) return found.isError ? <ChartError page={page} error={found.error} onRetry={found.refetch} /> : null;
  return <div>{found.data.map((item) => item.description)}</div>;
}

const reasons = (sent: ReturnType<typeof answerWith>) => sent.filter((each) => each.method === 'POST').map((each) => each.body);

describe('a chart outside of duty', () => {
  it('is opened for a reason, and what was refused is asked for again', async () => {
    const sent = answerWith(guarded());
    const { user } = renderPage(<Chart page />, { me: nurse });
    expect(await screen.findByRole('heading', { name: 'This patient is not within your duty now' })).toBeInTheDocument();
    expect(await screen.findByRole('link', { name: 'Dela Cruz, Juan' })).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    const reason = screen.getByRole('textbox', { name: /^Reason/ });
    expect(reason).toHaveFocus();
    await user.type(reason, '  The family called ');
    await user.click(screen.getByRole('button', { name: 'Open the chart' }));
    expect(await screen.findByText('Penicillin')).toBeInTheDocument();
    expect(reasons(sent)).toEqual([{ reason: 'The family called' }]);
    expect(await screen.findByText(/^The chart is open to you until/)).toBeInTheDocument();
  });

  it('stays open when what was asked before the reason is refused after it', async () => {
    let late: (() => void) | undefined;
    let given = false;
    answerWith({
      ...guarded(() => {
        given = true;
        return Response.json({ patient_id: 7, until: '2026-11-28T09:00:00.000Z' }, { status: 201 });
      }),
      'GET /api/v1/patients/7/medical-history': () => {
        if (given) return Response.json({ items: [{ id: 1, kind: 'Allergy', description: 'Penicillin' }], next: null });
        return new Promise<Response>((resolve) => {
          late = () => resolve(outside());
        });
      },
    });
    const { user } = renderPage(
      <>
        <Chart />
        <BreakGlass patientId={7} />
      </>,
      { me: nurse },
    );
    await user.type(await screen.findByRole('textbox', { name: /^Reason/ }), 'The family called{Enter}');
    expect(await screen.findByText(/^The chart is open to you until/)).toBeInTheDocument();
    act(() => late?.());
    expect(await screen.findByText('Penicillin')).toBeInTheDocument();
  });

  it('asks for more than a few letters, beside the field', async () => {
    const sent = answerWith(guarded());
    const { user } = renderPage(<Chart />, { me: nurse });
    const reason = await screen.findByRole('textbox', { name: /^Reason/ });
    await user.type(reason, 'abc{Enter}');
    expect(await screen.findByText('Write in a few words why you open the chart')).toBeInTheDocument();
    expect(reason).toBeInvalid();
    expect(reasons(sent)).toEqual([]);
  });

  it('says beside the field what the server refuses, and keeps the words', async () => {
    answerWith(guarded(() => problemResponse(422, 'The reason needs another look.', [{ location: 'body.reason', message: 'says nothing' }])));
    const { user } = renderPage(<Chart />, { me: nurse });
    const reason = await screen.findByRole('textbox', { name: /^Reason/ });
    await user.type(reason, 'xxxx{Enter}');
    expect(await screen.findByText('says nothing')).toBeInTheDocument();
    expect(reason).toHaveValue('xxxx');
    expect(screen.queryByText('Penicillin')).not.toBeInTheDocument();
  });

  it('stays closed to those who may not give a reason', async () => {
    answerWith(guarded());
    renderPage(<Chart page />, { me: teller });
    expect(await screen.findByText('This patient is not within your duty now.')).toBeInTheDocument();
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
  });

  it('is no excuse for other errors', async () => {
    answerWith({ 'GET /api/v1/patients/7/medical-history': () => problemResponse(500, 'The server failed.') });
    renderPage(<Chart />, { me: nurse });
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeInTheDocument();
    expect(screen.queryByRole('textbox')).not.toBeInTheDocument();
  });

  it('is said quietly by a section, and at the top of a page that is open already', async () => {
    answerWith(guarded());
    function Page() {
      const found = useQuery(medicalHistoryQuery(7));
      return (
        <>
          <DutyEnded error={found.error} />
          {found.isError && <PartError error={found.error} onRetry={found.refetch} />}
          {found.data?.map((item) => <div key={item.id}>{item.description}</div>)}
        </>
      );
    }
    const { user } = renderPage(<Page />, { me: nurse });
    expect(await screen.findByText('Outside your duty')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Try again' })).not.toBeInTheDocument();
    await user.type(screen.getByRole('textbox', { name: /^Reason/ }), 'Referred to us{Enter}');
    expect(await screen.findByText('Penicillin')).toBeInTheDocument();
    await waitFor(() => expect(screen.queryByRole('textbox')).not.toBeInTheDocument());
  });
});
