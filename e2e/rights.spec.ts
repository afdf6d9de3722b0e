import { AxeBuilder } from '@axe-core/playwright';
import { readFile } from 'node:fs/promises';
import { expect, test } from './hospital.ts';

// What a patient may ask of the record: a nurse writes a correction down, the
// hospital answers it, holds the record for the court, and hands everything out.
test('a correction is asked for and answered, the record is held and exported', async ({ browser, demo }) => {
  const admin = await demo.api('admin');
  const { items } = await admin('GET', '/patients?limit=1') as { items: { id: number; name: string; code: string }[] };
  const patient = items[0];
  if (!patient) throw new Error('the demo hospital has no patient');
  const wrong = 'The birthday in the record is not mine';

  const nurse = await demo.station(browser, 'nurse', { viewport: { width: 390, height: 844 } });
  await nurse.goto(`/patients/${String(patient.id)}`);
  await nurse.getByRole('button', { name: 'Request a correction' }).click();
  await nurse.getByLabel('What is wrong').fill(wrong);
  await nurse.getByLabel('What it should say').fill('1 May 1980');
  await nurse.getByRole('button', { name: 'Write it down' }).click();
  await expect(nurse.getByRole('list', { name: 'Requests for corrections' })).toContainText(wrong);
  await expect(nurse.getByRole('button', { name: /Export everything|legal hold/ })).toHaveCount(0);

  const officer = await demo.station(browser, 'admin');
  await officer.goto('/admin/records');
  await officer.getByRole('button', { name: `Open the request of ${patient.name}: ${wrong}` }).click();
  await officer.getByRole('radio', { name: 'Corrected' }).check();
  await officer.getByRole('textbox', { name: 'Answer' }).fill('It is 1 May 1980 now, as in the certificate');
  await officer.getByRole('button', { name: 'Save the answer' }).click();
  await expect(officer.getByRole('row').filter({ hasText: wrong })).toContainText('Corrected');
  const { violations } = await new AxeBuilder({ page: officer }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).slice(0, 3).join(' | ')}`)).toEqual([]);
  // The nurse's page hears of it by itself.
  await expect(nurse.getByText('No request for a correction waits for an answer.')).toBeVisible();
  await nurse.context().close();

  await officer.getByRole('row').filter({ hasText: wrong }).getByRole('link', { name: patient.name }).click();
  await officer.getByRole('button', { name: 'Place a legal hold' }).click();
  await officer.getByLabel('Reason').fill('Case 1042 before the court');
  await officer.getByRole('button', { name: 'Place the hold' }).click();
  await expect(officer.getByText('On legal hold')).toBeVisible();
  const saving = officer.waitForEvent('download');
  await officer.getByRole('button', { name: 'Export everything' }).click();
  await officer.getByRole('button', { name: 'Export', exact: true }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toBe(`Patient ${patient.code}.zip`);
  const zip = await readFile(await file.path());
  expect(zip.subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
  expect(zip.includes('record.pdf')).toBe(true);
  await officer.getByRole('dialog').getByRole('button', { name: 'Close', exact: true }).last().click();
  await officer.goto(`/admin/audit?patient=${String(patient.id)}`);
  await expect(officer.getByRole('listitem').filter({ hasText: /exported\s+Patient/ })).toHaveCount(1);
  await officer.getByRole('switch', { name: 'Changes only' }).click();
  await expect(officer.getByRole('listitem').filter({ hasText: /exported\s+Patient/ })).toHaveCount(0);
  await expect(officer.getByRole('listitem').filter({ hasText: /placed\s+Legal hold/ })).toHaveCount(1);
  await officer.context().close();
});
