import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { createHmac } from 'node:crypto';
import { expect, test, type Hospital } from './hospital.ts';

// How people come in, lock, and are let go: first sign-in, second factor, PIN,
// reset code, and a session that an administrator ends.

test.slow();

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** What an authenticator shows for the key, so many half minutes from now. */
function totp(key: string, later = 0): string {
  const bits = [...key.replaceAll(/[\s=]/g, '')].map((c) => alphabet.indexOf(c).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac('sha1', bytes).update(counter).digest();
  const at = (mac.at(-1) ?? 0) & 0x0f;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function clean(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `artefacts/people/${name}.png` });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, `${name} runs out of the page`).toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  expect(violations.map((v) => `${name} ${v.id}: ${v.nodes.map((n) => n.html).join(' | ')}`)).toEqual([]);
}

async function door(browser: Browser, hospital: Hospital): Promise<Page> {
  const context = await browser.newContext({ baseURL: hospital.url, viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  const page = await context.newPage();
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign in', exact: true })).toBeVisible();
  return page;
}

const field = (page: Page, name: RegExp | string) => page.getByRole('textbox', { name });

async function signIn(page: Page, userId: string, password: string): Promise<void> {
  await field(page, 'User ID').fill(userId);
  await field(page, /^Password/).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

const cover = (page: Page) => page.getByRole('dialog', { name: 'Locked' });

/** The menu at one's name: in the rail at a desk, behind "More" on a phone. */
async function menu(page: Page, item: string): Promise<void> {
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('complementary').getByRole('button', { name: /Nurse|Admin/ }).click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('a new user chooses a password, sets up the second factor, comes back with a code, locks and unlocks', async ({ browser, demo }) => {
  const first = 'given by the office';
  const own = 'seven herons over the bay';
  const admin = await demo.station(browser, 'admin');
  await admin.goto('/admin/users?open=new');
  const drawer = admin.getByRole('dialog', { name: 'Add a user' });
  await drawer.getByLabel('Given name').fill('Ligaya');
  await drawer.getByLabel('Family name').fill('Manalo');
  await drawer.getByLabel('User ID').fill('ligaya');
  await drawer.getByRole('textbox', { name: /^Password/ }).fill(first);
  await drawer.getByRole('checkbox', { name: 'Nurse' }).check();
  await clean(admin, 'user-form');
  await drawer.getByRole('button', { name: 'Add' }).click();
  await expect(admin.getByText('Ligaya Manalo added')).toBeVisible();
  await admin.context().close();

  const page = await door(browser, demo);
  await clean(page, 'sign-in');
  await signIn(page, 'ligaya', first);
  await expect(page.getByRole('heading', { name: 'Choose a password' })).toBeVisible();
  await clean(page, 'must-change');
  await field(page, 'Present password').fill(first);
  await field(page, /^New password/).fill(own);
  await field(page, 'The new password again').fill(own);
  await page.getByRole('button', { name: 'Set the new password' }).click();
  await expect(page.getByRole('navigation').last()).toBeVisible();

  await menu(page, 'My account');
  await expect(page.getByRole('heading', { name: 'My account' })).toBeVisible();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(page.getByRole('list', { name: 'My sessions' })).toBeVisible();
  await clean(page, 'account');
  await page.getByRole('button', { name: 'Set up' }).click();
  const dialog = page.getByRole('dialog', { name: 'Set up the second factor' });
  await field(page, 'Your password').fill(own);
  await dialog.getByRole('button', { name: 'Go on' }).click();
  await expect(dialog.getByRole('img', { name: /^QR code/ })).toBeVisible();
  await clean(page, 'second-factor');
  const key = await dialog.locator('code').innerText();
  await dialog.getByLabel('Code that the app shows now').fill(totp(key));
  await dialog.getByRole('button', { name: 'Confirm' }).click();
  await expect(dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')).toHaveCount(10);
  await clean(page, 'recovery-codes');
  const recovery = await dialog.getByRole('listitem').first().innerText();
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('10 recovery codes left.')).toBeVisible();

  await page.getByRole('button', { name: 'Set a PIN' }).click();
  await field(page, /^New PIN/).fill('2580');
  await field(page, 'The new PIN again').fill('2580');
  await field(page, 'Your password').fill(own);
  await page.getByRole('button', { name: 'Set the PIN' }).click();
  await expect(page.getByRole('button', { name: 'Change the PIN' })).toBeVisible();

  await menu(page, 'Sign out');
  await signIn(page, 'ligaya', own);
  await field(page, /^Code/).fill('000000');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('is wrong, or was used already')).toBeVisible();
  await clean(page, 'code');
  // The code of this half minute was used to set it up; that of the next is good already.
  await field(page, /^Code/).fill(totp(key, 1));
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();

  await page.goto('/account');
  await page.getByLabel('Phone').fill('0917 555 0101');
  await menu(page, 'Lock');
  await expect(cover(page)).toBeVisible();
  await expect(page).toHaveTitle('Talaan');
  await expect(page.getByText('Ligaya Manalo').first()).toBeHidden();
  await expect.poll(async () => (await page.request.get('/api/v1/home')).status()).toBe(423);
  await page.setViewportSize({ width: 390, height: 844 });
  await clean(page, 'locked');
  await field(page, 'PIN').fill('1379');
  await page.keyboard.press('Enter');
  await expect(cover(page).getByText('is wrong; 4 more tries')).toBeVisible();
  await field(page, 'PIN').fill('2580');
  await page.keyboard.press('Enter');
  await expect(cover(page)).toHaveCount(0);
  await expect(page.getByLabel('Phone')).toHaveValue('0917 555 0101');

  // A session that the administrator ends covers the page at once; the recovery code signs in again.
  const as = await demo.api('admin');
  const { items } = await as('GET', '/users?q=ligaya') as { items: { id: number }[] };
  await as('DELETE', `/users/${String(items[0]?.id)}/sessions`);
  await expect(cover(page).getByText(/^Your session has ended/)).toBeVisible();
  await field(page, /^Password/).fill(own);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await field(page, /^Recovery code/).fill(recovery);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(cover(page)).toHaveCount(0);
  await expect(page.getByLabel('Phone')).toHaveValue('0917 555 0101');
  await page.context().close();
});

test('an administrator gives a reset code, the user redeems it, and the administrator ends the session', async ({ browser, demo }) => {
  const own = 'the ferry leaves at six';
  const as = await demo.api('admin');
  const made = await as('POST', '/users', { user_id: 'benigno', given_name: 'Benigno', family_name: 'Ocampo', roles: ['Nurse'], password: 'nobody remembers this' }) as { id: number };
  const admin = await demo.station(browser, 'admin');
  await admin.goto(`/admin/users?open=${String(made.id)}`);
  await admin.getByRole('button', { name: 'Give a reset code' }).click();
  await admin.getByRole('button', { name: 'Make the code' }).click();
  const code = await admin.getByRole('status', { name: 'Reset code' }).innerText();
  await clean(admin, 'reset-code');
  await admin.getByRole('button', { name: 'Done' }).click();

  const page = await door(browser, demo);
  await page.getByRole('button', { name: 'I have a reset code' }).click();
  await field(page, 'User ID').fill('benigno');
  await field(page, /^Code/).fill('AAAA-AAAA-AAAA');
  await field(page, /^New password/).fill(own);
  await field(page, 'The new password again').fill('another one here');
  await page.getByRole('button', { name: 'Set the new password' }).click();
  await expect(page.getByText('The two do not match')).toBeVisible();
  await clean(page, 'reset');
  await field(page, /^Code/).fill(code);
  await field(page, 'The new password again').fill(own);
  await page.getByRole('button', { name: 'Set the new password' }).click();
  await expect(page.getByText('Your new password is set. Sign in with it.')).toBeVisible();
  await field(page, /^Password/).fill(own);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('Connected').first()).toBeAttached();

  await admin.getByRole('button', { name: 'Sessions', exact: true }).click();
  const sessions = admin.getByRole('dialog', { name: 'Sessions of Benigno Ocampo' });
  await expect(sessions.getByRole('listitem')).toHaveCount(1);
  await clean(admin, 'sessions');
  await sessions.getByRole('button', { name: 'End', exact: true }).click();
  await expect(sessions.getByText('Signed in nowhere.')).toBeVisible();
  await expect(cover(page).getByText(/^Your session has ended/)).toBeVisible();
  await clean(page, 'ended');
  await page.context().close();
  await admin.goto('/admin/users?tab=sign-in');
  await expect(admin.getByRole('checkbox', { name: 'Admin' })).toBeVisible();
  await clean(admin, 'sign-in-settings');
  await admin.context().close();
});
