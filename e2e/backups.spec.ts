import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './hospital.ts';

// An Admin names a folder for backups, is told of one that cannot take any, makes a
// backup, has it restored for a trial, and sees on Home that there is a good one.

/** Takes the page's picture at a desk and on a phone in the dark, where axe looks at it too. */
async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `artefacts/backups/${name}-desk.png`, fullPage: true });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.screenshot({ path: `artefacts/backups/${name}-phone.png`, fullPage: true });
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), name).toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map((v) => `${name} ${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light' });
}

let stick: string;
test.beforeEach(() => { stick = mkdtempSync(join(tmpdir(), 'talaan-stick-')); });
test.afterEach(() => { rmSync(stick, { recursive: true, force: true }); });

test('an Admin names a folder, backs up into it and has the backup verified', async ({ browser, demo }) => {
  const page = await demo.station(browser, 'admin');
  await page.getByRole('link', { name: /Last verified backup/ }).click();
  await expect(page.getByText('There is no verified backup')).toBeVisible();

  await page.getByRole('tab', { name: 'Settings' }).click();
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
  await page.context().close();
});
