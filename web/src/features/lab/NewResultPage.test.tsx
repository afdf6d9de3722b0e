import { screen } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { aCase, aPatient } from '@/test/people';
import { type Answers, answerWith, problemResponse, renderPage } from '@/test/render';
import { electrolytes, madeLab, nurse } from './made';
import { NewResult } from './NewResultPage';

const around: Answers = {
  'GET /api/v1/patients/7': aPatient(),
  'GET /api/v1/patients/7/encounters': { items: [], next: null },
  'GET /api/v1/media-settings': { known_types: ['png'], types: ['png'], max_file_mb: 200, max_files: 50, max_megapixels: 100, version: 1 },
  'GET /api/v1/lab-tests': { items: [electrolytes] },
};
const cases = [aCase({ id: 22, case_number: 'CN20250615-0009', status: 'Admitted' }), aCase({ id: 21, status: 'Discharged' })];

describe('a new result', () => {
  it('goes to the open case, takes service and lines from the last one of its kind, and is sent once', async () => {
    const sent = answerWith({ ...around, 'POST /api/v1/labs': () => Response.json(madeLab({ id: 40 }), { status: 201 }) });
    const { user } = renderPage(<NewResult patientId={7} cases={cases} />, { me: nurse });
    await user.click(await screen.findByRole('button', { name: 'Save the result' }));
    expect(await screen.findByText('Choose the test')).toBeInTheDocument();
    await user.click(screen.getByRole('combobox', { name: 'Test' }));
    await user.paste('elec');
    await user.click(await screen.findByRole('option', { name: /^Electrolytes/ }));
    expect(screen.getByRole('combobox', { name: 'Service to charge' })).toHaveValue('Electrolytes panel');
    await user.click(screen.getByRole('textbox', { name: 'Value, line 1' }));
    await user.paste('4.1');
    await user.click(screen.getByRole('textbox', { name: 'Result in words' }));
    await user.paste('Normal.');
    await user.dblClick(screen.getByRole('button', { name: 'Save the result' }));
    expect(await screen.findByText('Result saved')).toBeInTheDocument();
    const posts = sent.filter((each) => each.method === 'POST');
    expect(posts).toHaveLength(1);
    expect(posts[0]?.body).toEqual({
      encounter_id: 22,
      test_type: 'Electrolytes',
      service_id: 3,
      result_summary: 'Normal.',
      values: [{ analyte: 'Potassium', value: '4.1', unit: 'mmol/L', reference_range: '3.5-5.1', flag_set: '' }],
      albums: [],
    });
  });

  it('takes a test that is new here, and says beside its field what the server refuses', async () => {
    answerWith({ ...around, 'POST /api/v1/labs': () => problemResponse(422, 'Check the test.', [{ location: 'body.test_type', message: 'must have a letter or digit' }]) });
    const { user } = renderPage(<NewResult patientId={7} cases={cases} encounterId={21} />, { me: nurse });
    await user.click(await screen.findByRole('combobox', { name: 'Test' }));
    await user.paste('???');
    await user.click(await screen.findByRole('option', { name: /take as typed/ }));
    await user.click(screen.getByRole('textbox', { name: 'Result in words' }));
    await user.paste('Seen.');
    await user.click(screen.getByRole('button', { name: 'Save the result' }));
    expect(await screen.findByText('must have a letter or digit')).toBeInTheDocument();
    expect(screen.getByRole('textbox', { name: 'Result in words' })).toHaveValue('Seen.');
  });
});
