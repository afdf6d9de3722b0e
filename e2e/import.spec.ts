import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from './hospital.ts';

// An Admin tries a table of patients, is told of a row that cannot be, and imports the others.

const csv = 'Patient No,Surname,First name,Birthday,Gender,Mobile\nA-1,Quintos,Imelda,23/04/1961,F,0917 555 7001\nA-2,Quintos,Ramon,31/02/1990,M,\n';

test('an Admin imports patients from a CSV file', async ({ browser, demo }) => {
  const page = await demo.station(browser, 'admin');
  await page.goto('/admin/patient-import');
  const choosing = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a CSV file' }).click();
  await (await choosing).setFiles({ name: 'old.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) });
  await expect(page.getByRole('combobox', { name: 'Field for Surname' })).toHaveValue('family_name');
  await expect(page.getByRole('radio', { name: 'DD/MM/YYYY' })).toBeChecked();
  await page.getByRole('button', { name: 'Try without saving' }).click();
  await expect(page.getByRole('row', { name: /Quintos, Ramon/ })).toBeVisible();
  await page.screenshot({ path: 'artefacts/import/trial-desk.png', fullPage: true });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: 'artefacts/import/trial-phone.png', fullPage: true });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('checkbox', { name: 'Leave out the refused rows' }).check();
  await page.getByRole('button', { name: 'Import 1 patient' }).click();
  await page.getByRole('dialog', { name: 'Import patients' }).getByRole('button', { name: 'Import 1 patient' }).click();
  await expect(page.getByText('1 patient was added')).toBeVisible();
  await page.getByRole('link', { name: 'Go to the patients' }).click();
  await expect(page.getByText('Quintos, Imelda').first()).toBeVisible();
  await page.context().close();
});
