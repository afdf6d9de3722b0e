import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { readFile } from 'node:fs/promises';
import { expect, Hospital, test } from './hospital.ts';

// A chart outside of one's duty is opened for a reason, and whoever answers for
// the patients' data sees it: on the chart, in the trail, and in a file.

const desk = { width: 1440, height: 900 };
const phone = { width: 390, height: 844 };

/** On a desk and on a phone: nothing runs out of the page, and axe finds nothing to mend. */
async function inspect(page: Page, name: string): Promise<void> {
  for (const [look, size] of Object.entries({ desk, phone })) {
    await page.setViewportSize(size);
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, `${name} runs out of the page of a ${look}`).toBe(0);
    await page.screenshot({ path: `artefacts/charts/${name}-${look}.png`, fullPage: true });
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
    expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).slice(0, 3).join(' | ')}`), `${name} on a ${look}`).toEqual([]);
  }
  await page.setViewportSize(desk);
}

interface Case { id: number; patient_id: number; case_number: string; status: string }

test('a chart outside of duty is opened for a reason, which the hospital sees', async ({ browser }) => {
  const hospital = await Hospital.start('demo');
  const admin = await hospital.api('admin');
  const { version } = await admin('GET', '/chart-settings') as { version: number };
  await admin('PATCH', '/chart-settings', { days_after: 0, version });
  const { items } = await admin('GET', '/encounters?status=Discharged&limit=50') as { items: Case[] };
  let left: Case | undefined;
  for (const one of items) {
    const all = await admin('GET', `/patients/${String(one.patient_id)}/encounters`) as { items: Case[] };
    if (all.items.every((each) => each.status === 'Discharged' || each.status === 'Cancelled')) {
      left = one;
      break;
    }
  }
  if (!left) throw new Error('the demo hospital has nobody who left and did not come back');
  const { name } = await (await hospital.api('nurse'))('GET', '/me') as { name: string };
  const patient = `/patients/${String(left.patient_id)}`;

  const nurse = await hospital.station(browser, 'nurse');
  const title = 'This patient is not within your duty now';
  await nurse.goto(patient);
  await expect(nurse.getByRole('heading', { name: title })).toHaveCount(1);
  await expect(nurse.getByText('Outside your duty', { exact: true })).toHaveCount(2);
  await expect(nurse.getByRole('link', { name: left.case_number })).toBeVisible();
  await expect(nurse.getByRole('button', { name: 'Try again' })).toHaveCount(0);
  await inspect(nurse, 'patient-refused');
  await nurse.getByRole('link', { name: left.case_number }).click();
  await expect(nurse.getByRole('heading', { name: title })).toBeVisible();
  await inspect(nurse, 'case-refused');
  await nurse.getByLabel('Reason').fill('abc');
  await nurse.getByRole('button', { name: 'Open the chart' }).click();
  await expect(nurse.getByText('Write in a few words why you open the chart')).toBeVisible();
  await nurse.getByLabel('Reason').fill('The family called about the wound');
  await nurse.getByRole('button', { name: 'Open the chart' }).click();
  await expect(nurse.getByRole('region', { name: 'Vital signs' })).toBeVisible();
  await expect(nurse.getByRole('heading', { name: title })).toHaveCount(0);
  await nurse.goto(patient);
  await expect(nurse.getByRole('heading', { name: 'Medical history' })).toBeVisible();
  await expect(nurse.getByText('Outside your duty', { exact: true })).toHaveCount(0);
  await expect(nurse.getByText('Opened outside your duty', { exact: true })).toBeVisible();
  await inspect(nurse, 'patient-opened');
  await nurse.context().close();

  const officer = await hospital.station(browser, 'admin', { colorScheme: 'dark' });
  await officer.goto(patient);
  await officer.getByRole('link', { name: 'Who opened this chart' }).click();
  const row = officer.getByRole('row').filter({ hasText: name });
  await expect(row.getByText(/^Outside duty \(\d+\)$/)).toBeVisible();
  await inspect(officer, 'who-opened');
  await row.getByRole('link', { name }).click();
  await expect(officer).toHaveURL(/\/admin\/audit\?/);
  const entry = officer.getByRole('listitem').filter({ hasText: 'Outside duty' }).first();
  await expect(entry).toContainText('The family called about the wound');
  await expect(officer.getByText(/^talaan verify audit --head \d+-[A-Z2-7]{26}$/)).toBeVisible();
  await inspect(officer, 'audit');
  const saving = officer.waitForEvent('download');
  await officer.getByRole('link', { name: 'Export CSV' }).click();
  const file = await saving;
  expect(file.suggestedFilename()).toMatch(/^audit-.*\.csv$/);
  const lines = (await readFile(await file.path(), 'utf8')).split('\r\n');
  expect(lines.filter((text) => text.includes('opened outside duty') && text.includes('The family called about the wound')).length).toBeGreaterThan(0);
  expect(lines.slice(1).filter((text) => text !== '' && !text.includes(name))).toEqual([]);
  await officer.goto('/admin/hospital');
  await expect(officer.getByLabel('Days after the end of a case')).toHaveValue('0');
  await officer.context().close();
  await hospital.stop();
});
