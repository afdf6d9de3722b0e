import { AxeBuilder } from '@axe-core/playwright';
import { chromium } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, Hospital, test } from './hospital.ts';

// A new station, as the house meets it: it reads over plain HTTP how to trust
// the server, trusts the authority in its own store, and works over TLS. The
// browser checks the certificate; nothing here tells it to look away.

test.setTimeout(240_000);
let hospital: Hospital;
test.beforeEach(async () => { hospital = await Hospital.start('demo', '127.0.0.1:0', undefined, ['--tls', 'auto']); });
test.afterEach(async () => { await hospital.stop(); });

test('a new station comes to trust the server and works over TLS', async ({ launchOptions }) => {
  const home = mkdtempSync(join(tmpdir(), 'talaan-station-'));
  const plain = hospital.url.replace('https:', 'http:');
  const store = `sql:${join(home, '.pki/nssdb')}`;
  const certutil = (...args: string[]): void => void execFileSync('certutil', ['-d', store, ...args], { stdio: 'pipe' });
  mkdirSync(join(home, '.pki/nssdb'), { recursive: true });
  certutil('-N', '--empty-password');

  // Whoever does not trust it yet is warned off, and finds the page that helps.
  const before = await chromium.launch({ ...launchOptions, env: { ...process.env, HOME: home } });
  const visit = await before.newContext();
  await expect((await visit.newPage()).goto(hospital.url)).rejects.toThrow(/ERR_CERT_AUTHORITY_INVALID/);
  const stranger = await visit.newPage(); // the warning is still on its way to the first
  const faults: string[] = [];
  stranger.on('console', (m) => { if (m.type() === 'error') faults.push(m.text()); });
  await stranger.goto(`${plain}/trust`);
  await expect(stranger.getByRole('heading', { name: 'Trust this hospital’s server' })).toBeVisible();
  for (const [name, width, colorScheme] of [['desk', 1440, 'light'], ['phone', 390, 'dark']] as const) {
    await stranger.setViewportSize({ width, height: 900 });
    await stranger.emulateMedia({ colorScheme });
    for (const closed = stranger.locator('details:not([open]) > summary'); await closed.count() > 0;) await closed.first().click();
    expect(await stranger.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
    await stranger.screenshot({ path: `artefacts/tls/trust-${name}.png`, fullPage: true });
    const axe = await new AxeBuilder({ page: stranger }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
    expect(axe.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(' ')}`)).toEqual([]);
  }
  const shown = (await stranger.locator('.print code').innerText()).replaceAll(/\s+/g, ':');
  const download = stranger.waitForEvent('download');
  await stranger.getByRole('link', { name: 'Download talaan-ca.crt' }).click();
  const file = join(home, 'talaan-ca.crt');
  await (await download).saveAs(file);
  expect(faults).toEqual([]);
  await before.close();

  certutil('-A', '-t', 'C,,', '-n', 'Talaan', '-i', file);
  const browser = await chromium.launch({ ...launchOptions, env: { ...process.env, HOME: home } });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (e) => { console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`); });
  });
  const page = await context.newPage();
  page.on('pageerror', (e) => faults.push(e.message));
  page.on('console', (m) => { if (m.type() === 'error' && !m.text().includes('401')) faults.push(m.text()); });
  const events = page.waitForResponse((r) => r.url().endsWith('/api/v1/events'));
  await page.goto(plain); // typed without https, as people do
  expect(page.url().startsWith(hospital.url)).toBe(true);
  await page.getByLabel('User ID').fill('admin');
  await page.getByRole('textbox', { name: /^Password/ }).fill(hospital.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('navigation').first()).toBeVisible();
  expect((await events).status()).toBe(200);
  await expect(page.getByText('Connected').first()).toBeVisible();
  expect(await page.evaluate(() => performance.getEntriesByType('navigation').map((e) => (e as PerformanceNavigationTiming).nextHopProtocol))).toEqual(['h2']);
  const cookies = new Map((await context.cookies()).map((c) => [c.name, c]));
  expect([...cookies.keys()].toSorted()).toEqual(['__Host-talaan_session', 'talaan_device']);
  for (const c of cookies.values()) expect(c).toMatchObject({ secure: true, httpOnly: true, sameSite: 'Strict' });
  expect(cookies.get('__Host-talaan_session')).toMatchObject({ path: '/', expires: -1 });

  await page.goto(`${hospital.url}/admin/hospital`);
  await expect(page.getByText(shown)).toBeVisible();
  await page.screenshot({ path: 'artefacts/tls/hospital.png' });
  for (const path of ['/', '/ward', '/patients/1', '/check-in', '/labs?view=all', '/bills']) {
    await page.goto(hospital.url + path);
    await expect(page.getByRole('heading').first()).toBeVisible();
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  }
  expect(faults).toEqual([]);

  // What is made from text or stands in the page does not run.
  const ran = await page.evaluate(() => {
    const script = document.createElement('script');
    script.textContent = 'window.planted = true';
    document.body.append(script);
    return 'planted' in window;
  });
  expect(ran).toBe(false);
  await browser.close();
  rmSync(home, { recursive: true, force: true });
});
