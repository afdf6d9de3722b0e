import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, Hospital, test } from './hospital.ts';

// An Admin restores a backup while the reception types: both wait behind the cover and sign in
// again, what was entered since is gone, and what was typed there is still in the form.

/** Takes the page's picture at a desk and on a phone. */
async function look(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `artefacts/restore/${name}-desk.png` });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.screenshot({ path: `artefacts/restore/${name}-phone.png` });
  await page.setViewportSize({ width: 1440, height: 900 });
}

async function signInAgain(page: Page, password: string): Promise<void> {
  await expect(page.getByText(/^The hospital was restored from a backup\. Sign in to go on\./)).toBeVisible();
  await expect(page.getByRole('textbox', { name: /^Password/ })).toBeFocused();
  await page.keyboard.type(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('textbox', { name: /^Password/ })).toBeHidden();
}

test('an Admin restores a backup, and everybody signs in again', async ({ browser }) => {
  const own = await Hospital.start('demo');
  try {
    const page = await own.station(browser, 'admin');
    await page.goto('/admin/backups');
    await page.getByRole('button', { name: 'Make the first one' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Back up' }).click();
    const row = page.getByRole('row', { name: /\.talaan/ });
    await expect(row).toContainText('Not verified');

    const api = await own.api('admin');
    const came = await api('POST', '/check-ins', { patient: { family_name: 'Quizon', given_name: 'Pilar', sex: 'Female', date_of_birth: '1985-03-12' }, encounter: { reason_for_visit: 'Fever' } });
    const later = `/api/v1/encounters/${String((came['encounter'] as { id: number }).id)}`;
    expect(await page.evaluate(async (path) => (await fetch(path)).status, later)).toBe(200);

    const desk = await own.station(browser, 'reception');
    await desk.goto('/check-in');
    const typed = desk.getByRole('textbox', { name: /^Family name/ });
    await typed.fill('Villareal');

    await row.getByRole('button', { name: /^Restore the backup/ }).click();
    const dialog = page.getByRole('dialog', { name: /^Restore the backup/ });
    await dialog.getByRole('textbox', { name: /^Hospital’s name/ }).fill('Another');
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await expect(dialog.getByText(/^must be the hospital's name/i)).toBeVisible();
    await look(page, 'dialog');
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
    expect(violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`)).toEqual([]);
    await dialog.getByRole('textbox', { name: /^Hospital’s name/ }).fill((await api('GET', '/hospital'))['name'] as string);
    await dialog.getByRole('button', { name: 'Restore' }).click();

    const cover = 'The hospital is being restored from a backup. Please wait.';
    const seen = desk.getByRole('dialog', { name: cover }).waitFor().then(() => look(desk, 'cover'));
    await expect(page.getByRole('dialog', { name: cover })).toBeVisible();
    await seen;

    await signInAgain(desk, own.password);
    await expect(typed).toHaveValue('Villareal');
    await signInAgain(page, own.password);
    await expect(row).toContainText(/Restored .*, by/);
    await look(page, 'restored');
    expect(await page.evaluate(async (path) => (await fetch(path)).status, later)).toBe(404);
    await desk.context().close();
    await page.context().close();
  } finally {
    await own.stop();
  }
});
