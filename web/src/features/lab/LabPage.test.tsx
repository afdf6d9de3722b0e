import { screen, waitFor, within } from '@testing-library/react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { describe, expect, it } from 'vitest';
import { aPatient } from '@/test/people';
import { type Answers, answerWith, problemResponse, renderPage } from '@/test/render';
import { LabView } from './LabPage';
import { coder, electrolytes, madeLab, nurse, waitingLab } from './made';
import { labQuery } from './queries';

const around: Answers = {
  'GET /api/v1/patients/7': aPatient(),
  'GET /api/v1/patients/7/encounters': { items: [], next: null },
  'GET /api/v1/media-settings': { known_types: ['png'], types: ['png'], max_file_mb: 200, max_files: 50, max_megapixels: 100, version: 1 },
  'GET /api/v1/lab-tests': { items: [electrolytes] },
  'GET /api/v1/labs/31/trends': {
    items: [
      {
        analyte: 'Potassium',
        unit: 'mmol/L',
        points: [
          { lab_id: 30, lab_code: 'OLDER234', dated_at: '2025-06-10T04:00:00.000Z', value: '4.4', number: 4.4, reference_range: '3.5-5.1', flag: 'N' },
          { lab_id: 31, lab_code: 'ABCD2345', dated_at: '2025-06-15T04:00:00.000Z', value: '5.9', number: 5.9, reference_range: '3.5-5.1', flag: 'H' },
        ],
      },
    ],
  },
};

function Page() {
  const found = useQuery(labQuery(31));
  return (
    <>
      <Link to="/patients">Elsewhere</Link>
      {found.data !== undefined && <LabView lab={found.data} />}
    </>
  );
}

const stale = () => problemResponse(409, 'Someone else changed this record meanwhile.', [{ location: 'body.version', message: 'is not the present version' }]);

describe('a result', () => {
  it('tells values by word, and opens the trend as a picture and a table', async () => {
    answerWith({ ...around, 'GET /api/v1/labs/31': madeLab() });
    const { user } = renderPage(<Page />, { me: coder });
    const row = (await screen.findByText('Potassium')).closest('tr');
    expect(row).toHaveTextContent('High');
    expect(screen.getByText('Potassium is high.')).toBeInTheDocument();
    await user.click(await screen.findByRole('button', { name: 'Trend of Potassium, 2 results' }));
    const dialog = await screen.findByRole('dialog', { name: 'Potassium, in mmol/L' });
    expect(within(dialog).getByRole('img', { name: /Potassium: 2 values from .* the last 5.9 mmol\/L/ })).toBeInTheDocument();
    expect(within(dialog).getByRole('link', { name: 'OLDER234' })).toHaveAttribute('href', '/labs/30');
    expect(within(dialog).getByText('The band is the reference range 3.5-5.1.')).toBeInTheDocument();
  });

  it('is only read by those who do not write results', async () => {
    answerWith({ ...around, 'GET /api/v1/labs/31': madeLab() });
    renderPage(<Page />, { me: coder });
    expect(await screen.findByRole('link', { name: /Print/ })).toHaveAttribute('href', '/api/v1/labs/31/print');
    for (const name of [/Edit/, /Cancel test/, /Upload/]) expect(screen.queryByRole('button', { name })).not.toBeInTheDocument();
  });

  it('is written in place, sends only what changed, and asks before it is left unsaved', async () => {
    const sent = answerWith({ ...around, 'GET /api/v1/labs/31': madeLab(), 'PATCH /api/v1/labs/31': madeLab({ version: 5, result_summary: 'Haemolysed.' }) });
    const { user } = renderPage(<Page />, { me: nurse });
    await user.click(await screen.findByRole('button', { name: /Edit/ }));
    const summary = screen.getByRole('textbox', { name: 'Result in words' });
    await user.clear(summary);
    await user.paste('Haemolysed.');
    await user.click(screen.getByRole('link', { name: 'Elsewhere' }));
    await user.click(await screen.findByRole('button', { name: 'Stay here' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    await user.click(await screen.findByRole('button', { name: 'Stay here' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).not.toBeInTheDocument());
    expect(summary).toHaveValue('Haemolysed.');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Result in words' })).not.toBeInTheDocument());
    expect(sent.filter((each) => each.method === 'PATCH').map((each) => each.body)).toEqual([{ version: 4, result_summary: 'Haemolysed.' }]);
  });

  it('shows both when someone else changed the same, and keeps what they changed elsewhere', async () => {
    const now = madeLab({ version: 6, result_summary: 'Theirs.', test_type: 'Serum electrolytes' });
    let tries = 0;
    const sent = answerWith({
      ...around,
      'GET /api/v1/labs/31': () => Response.json(tries === 0 ? madeLab() : now),
      'PATCH /api/v1/labs/31': () => {
        tries += 1;
        return tries === 1 ? stale() : Response.json({ ...now, version: 7, result_summary: 'Mine.' });
      },
    });
    const { user } = renderPage(<Page />, { me: nurse });
    await user.click(await screen.findByRole('button', { name: /Edit/ }));
    const summary = screen.getByRole('textbox', { name: 'Result in words' });
    await user.clear(summary);
    await user.paste('Mine.');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('Someone else saved this while you had it open')).toBeInTheDocument();
    expect(screen.getByRole('radio', { name: 'On record now: Theirs.' })).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
    await user.click(screen.getByRole('radio', { name: 'Mine: Mine.' }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Result in words' })).not.toBeInTheDocument());
    expect(sent.filter((each) => each.method === 'PATCH').at(-1)?.body).toEqual({ version: 6, result_summary: 'Mine.' });
  });

  it('says a refusal beside the line it is about', async () => {
    answerWith({
      ...around,
      'GET /api/v1/labs/31': madeLab(),
      'PATCH /api/v1/labs/31': () => problemResponse(422, 'Check the values.', [{ location: 'body.values[1].value', message: 'is longer than 120 characters' }]),
    });
    const { user } = renderPage(<Page />, { me: nurse });
    await user.click(await screen.findByRole('button', { name: /Edit/ }));
    await user.type(screen.getByRole('textbox', { name: 'Value, line 2' }), '!');
    await user.click(screen.getByRole('button', { name: 'Save' }));
    expect(await screen.findByText('is longer than 120 characters')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Value, line 2' })).toHaveAccessibleDescription('is longer than 120 characters');
    expect(screen.getByRole('textbox', { name: 'Value, line 2' })).toHaveValue('140!');
  });
});

describe('a test that waits', () => {
  it('is started, once', async () => {
    const sent = answerWith({ ...around, 'GET /api/v1/labs/31': waitingLab({ status: 'Requested', version: 1 }), 'POST /api/v1/labs/31/start': waitingLab() });
    const { user } = renderPage(<Page />, { me: nurse });
    await user.dblClick(await screen.findByRole('button', { name: /^Start/ }));
    await waitFor(() => expect(sent.filter((each) => each.path.endsWith('/start'))).toHaveLength(1));
  });

  it('begins with the lines of the last result; Enter goes down its values and pasted cells fill it', async () => {
    const sent = answerWith({ ...around, 'GET /api/v1/labs/31': waitingLab(), 'POST /api/v1/labs/31/complete': madeLab() });
    const { user } = renderPage(<Page />, { me: nurse });
    await user.click(await screen.findByRole('button', { name: /Write the result/ }));
    const first = await screen.findByRole('textbox', { name: 'Value, line 1' });
    expect(screen.getByRole('textbox', { name: 'Analyte, line 2' })).toHaveValue('Sodium');
    expect(screen.getByText('2 lines without a value are left out.')).toBeInTheDocument();
    await user.type(first, '5.9{Enter}');
    expect(screen.getByRole('textbox', { name: 'Value, line 2' })).toHaveFocus();
    await user.click(screen.getByRole('textbox', { name: 'Analyte, line 3' }));
    await user.paste('Chloride\t101\tmmol/L\t98-107\r\nGlucose\t9.1\tmmol/L\t3.9-5.6\tHigh\r\n');
    expect(screen.getByRole('textbox', { name: 'Value, line 4' })).toHaveValue('9.1');
    expect(screen.getByRole('combobox', { name: 'Flag, line 4' })).toHaveValue('H');
    await user.click(screen.getByRole('button', { name: 'Save the result' }));
    expect(await screen.findByText('Write the result in words')).toBeInTheDocument();
    await user.click(screen.getByRole('textbox', { name: 'Result in words' }));
    await user.paste('Potassium is high.');
    await user.dblClick(screen.getByRole('button', { name: 'Save the result' }));
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Result in words' })).not.toBeInTheDocument());
    const posts = sent.filter((each) => each.path.endsWith('/complete'));
    expect(posts).toHaveLength(1);
    expect(posts[0]?.idempotencyKey).not.toBeNull();
    expect(posts[0]?.body).toEqual({
      version: 2,
      result_summary: 'Potassium is high.',
      albums: [],
      values: [
        { analyte: 'Potassium', value: '5.9', unit: 'mmol/L', reference_range: '3.5-5.1', flag_set: '' },
        { analyte: 'Chloride', value: '101', unit: 'mmol/L', reference_range: '98-107', flag_set: '' },
        { analyte: 'Glucose', value: '9.1', unit: 'mmol/L', reference_range: '3.9-5.6', flag_set: 'H' },
      ],
    });
  });

  it('is completed although its note was changed meanwhile', async () => {
    let tries = 0;
    const sent = answerWith({
      ...around,
      'GET /api/v1/labs/31': () => Response.json(tries === 0 ? waitingLab() : waitingLab({ version: 3, request_note: 'Fasting' })),
      'POST /api/v1/labs/31/complete': () => {
        tries += 1;
        return tries === 1 ? stale() : Response.json(madeLab());
      },
    });
    const { user } = renderPage(<Page />, { me: nurse });
    await user.click(await screen.findByRole('button', { name: /Write the result/ }));
    await user.click(await screen.findByRole('textbox', { name: 'Result in words' }));
    await user.paste('Normal.');
    await user.click(screen.getByRole('button', { name: 'Save the result' }));
    await waitFor(() => expect(screen.queryByRole('textbox', { name: 'Result in words' })).not.toBeInTheDocument());
    expect(sent.filter((each) => each.path.endsWith('/complete')).map((each) => each.body)).toMatchObject([{ version: 2 }, { version: 3 }]);
  });
});
