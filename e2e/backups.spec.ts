import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, Hospital, test } from './hospital.ts';

// An Admin names a folder for backups, is told of one that cannot take any, makes a
// backup, has it restored for a trial, and sees on Home that there is a good one.

const looks = [
  { name: 'desk', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'desk-dark', viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
  { name: 'phone-dark', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

/** Shows the page as it is to axe in two looks, and takes its picture in all. */
async function look(page: Page, name: string): Promise<void> {
  for (const { name: at, viewport, colorScheme } of looks) {
    await page.setViewportSize(viewport);
    await page.emulateMedia({ colorScheme });
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), `${name} at a ${at}`).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `artefacts/backups/${name}-${at}.png`, fullPage: true });
    if (at === 'desk-dark' || at === 'phone') continue;
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
    expect(violations.map((v) => `${name} ${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`)).toEqual([]);
  }
  await page.setViewportSize(looks[0].viewport);
  await page.emulateMedia({ colorScheme: looks[0].colorScheme });
}

let hospital: Hospital;
let stick: string;
test.beforeEach(async () => {
  hospital = await Hospital.start('demo');
  stick = mkdtempSync(join(tmpdir(), 'talaan-stick-'));
});
test.afterEach(async () => {
  await hospital.stop();
  rmSync(stick, { recursive: true, force: true });
});

test('an Admin names a folder, backs up into it and has the backup verified', async ({ browser }) => {
  const page = await hospital.station(browser, 'admin');
  await page.getByRole('link', { name: /Last verified backup/ }).click();
  await expect(page.getByText('There is no verified backup')).toBeVisible();
  await look(page, 'none');

  await page.getByRole('tab', { name: 'Settings' }).click();
  await page.getByRole('switch', { name: 'Make a backup every day by itself' }).check();
  await page.getByRole('button', { name: 'Add a folder' }).click();
  const path = page.getByRole('textbox', { name: 'Path of folder 1' });
  await path.fill('/proc'); // where nobody can write, not even the owner of the computer
  await page.getByRole('button', { name: 'Check folder 1' }).click();
  await expect(page.getByText('No backup can be written there')).toBeVisible();
  await look(page, 'unwritable');
  await path.fill(stick);
  await expect(page.getByText('No backup can be written there')).toBeHidden();
  await page.getByRole('button', { name: 'Check folder 1' }).click();
  await expect(page.getByText(/are free\.$/)).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('The settings of backups saved')).toBeVisible();
  await page.getByRole('button', { name: 'Set a passphrase' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set a passphrase' });
  await dialog.getByRole('textbox', { name: /^New passphrase/ }).fill('seven herons over the bay');
  await dialog.getByRole('textbox', { name: /^The new passphrase again/ }).fill('seven herons over the bay');
  await dialog.getByRole('button', { name: 'Set', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Remove the passphrase' })).toBeVisible();
  await look(page, 'settings');

  await page.getByRole('tab', { name: 'List' }).click();
  await page.keyboard.press('n');
  const now = page.getByRole('dialog', { name: 'Back up now' });
  await now.getByRole('textbox', { name: /^Note/ }).fill('Before the move');
  await page.screenshot({ path: 'artefacts/backups/make.png' });
  await now.getByRole('button', { name: 'Back up' }).click();
  const row = page.getByRole('row', { name: /Before the move/ });
  await expect(row).toContainText('Not verified');
  await expect(row).toContainText(stick);
  expect(readdirSync(stick)).toContain(/talaan-[-\d]+\.talaan/.exec(await row.innerText())?.[0]);
  await row.getByRole('button', { name: /^Verify the backup/ }).click();
  await expect(row).toContainText('Good');
  await expect(page.getByText(/^The last verified backup is .* old$/)).toBeVisible();
  await look(page, 'good');

  await page.getByRole('link', { name: 'Home' }).click();
  await expect(page.getByRole('link', { name: /Last verified backup/ })).not.toContainText('None');
  await look(page, 'home');
  await page.context().close();
});
