import { screen } from '@testing-library/react';
import { describe, expect, it, vi } from 'vitest';
import type { Me } from '@/lib/permissions';
import { renderPage } from '@/test/render';
import { problemsAsCsv } from './ImportResult';
import { PatientImportPage } from './PatientImportPage';

const me: Me = { id: 1, user_id: 'admin', name: 'Ana Cruz', roles: ['Admin'], permissions: ['patient:import'], department: null };
const refused = { line: 3, kind: 'refused' as const, column: 'Born', message: '=is "31/02/1990"', name: 'Reyes, Pedro' };
const preview = {
  encoding: 'UTF-8', delimiter: 'comma', rows: 2,
  columns: [
    { name: 'Surname', samples: ['Cruz'], field: 'family_name', date_formats: [] },
    { name: 'First', samples: ['Ana'], field: '', date_formats: [] },
    { name: 'Born', samples: ['01/02/1990'], field: 'date_of_birth', date_formats: ['DD/MM/YYYY', 'MM/DD/YYYY'] },
  ],
  fields: [{ name: 'family_name', required: true }, { name: 'given_name', required: true }, { name: 'date_of_birth', required: false }],
};

describe('an import of patients', () => {
  it('needs the required columns and the format of dates, is tried, and leaves refused rows out only when told to', async () => {
    const sent: unknown[] = [];
    // The tests' browser cannot write a form into a request.
    vi.stubGlobal('FormData', class { text = '{}'; append(name: string, value: unknown) { if (name === 'choices') this.text = String(value); } toString() { return this.text; } });
    vi.stubGlobal('fetch', async (input: Request) => {
      if (input.url.endsWith('/preview')) return Response.json(preview);
      const choices = await input.text();
      sent.push(JSON.parse(choices));
      return Response.json({ dry_run: choices.includes('"dry_run":true'), rows: 2, added: 1, already_there: 0, duplicates: 0, refused: 1, problems: [refused], problems_total: 1 });
    });
    const { user } = renderPage(<PatientImportPage />, { me });
    await screen.findByRole('button', { name: 'Choose a CSV file' });
    const input = document.querySelector<HTMLInputElement>('input[type="file"]');
    if (input === null) throw new Error('there is no field for a file');
    await user.upload(input, new File(['x'], 'old.csv', { type: 'text/csv' }));
    expect(await screen.findByText('Choose a column for: Given name')).toBeInTheDocument();
    const first = screen.getByRole('combobox', { name: 'Field for First' });
    expect([...first.querySelectorAll('option')].find((option) => option.value === 'family_name')).toBeDisabled();
    await user.selectOptions(first, 'given_name');
    expect(screen.getByText('Choose how the file writes birth dates')).toBeInTheDocument();
    await user.click(screen.getByRole('button', { name: 'Try without saving' }));
    expect(sent).toEqual([]);
    await user.click(screen.getByRole('radio', { name: 'DD/MM/YYYY' }));
    await user.click(screen.getByRole('button', { name: 'Try without saving' }));
    expect(await screen.findByText('This was a trial; nobody is added yet')).toBeInTheDocument();
    const take = screen.getByRole('button', { name: 'Import 1 patient' });
    expect(take).toBeDisabled();
    await user.click(screen.getByRole('checkbox', { name: 'Leave out the refused rows' }));
    await user.click(take);
    await screen.findByRole('dialog', { name: 'Import patients' });
    await user.keyboard('{Enter}');
    expect(await screen.findByText('1 patient was added')).toBeInTheDocument();
    const mapping = ['family_name', 'given_name', 'date_of_birth'];
    const base = { mapping, date_format: 'DD/MM/YYYY', duplicates: 'skip' };
    expect(sent).toEqual([{ ...base, skip_refused: false, dry_run: true }, { ...base, skip_refused: true, dry_run: false }]);
    expect(screen.getByRole('link', { name: 'Go to the patients' })).toHaveAttribute('href', '/patients');
  });
  it('lists what is left out in a table that no spreadsheet takes for formulas', () => {
    expect(problemsAsCsv([refused])).toContain(`"3","refused","Reyes, Pedro","Born","'=is ""31/02/1990"""`);
  });
});
