import { expect, Hospital, test } from './hospital.ts';

// What a station must do when things go wrong, and what it costs to open.

test('a lost server is shown at once, and nothing typed is lost', async ({ browser }) => {
  const hospital = await Hospital.start('demo');
  const page = await hospital.station(browser, 'reception');
  await page.goto('/check-in');
  await page.getByLabel('Family name').fill('Magtanggol');
  await page.getByLabel('Given name').fill('Apolinario');
  const where = await hospital.halt();
  await expect(page.getByText(/reconnecting/i).first()).toBeVisible();
  await page.getByRole('button', { name: 'Check in', exact: true }).click();
  await expect(page.getByLabel('Family name')).toHaveValue('Magtanggol');
  await page.screenshot({ path: 'artefacts/station/server-gone.png' });
  const again = await Hospital.start('demo', where.listen, where.folder);
  await expect(page.getByText('Connected').first()).toBeVisible({ timeout: 30_000 });
  await expect(page.getByLabel('Given name')).toHaveValue('Apolinario');
  await page.getByRole('button', { name: 'Check in', exact: true }).click();
  await expect(page.getByRole('article', { name: 'Slip' })).toBeVisible();
  await page.context().close();
  await again.stop();
});

test('two coders want one bed: the second is told and keeps the dialog', async ({ browser, demo }) => {
  const admin = await demo.api('admin');
  const waiting = await admin('GET', '/encounters?status=Ready_for_Coding') as { items: { id: number; decision: string }[] };
  const [first, second] = waiting.items.filter((e) => e.decision === 'Inpatient');
  const free = await admin('GET', '/beds?free=true') as { items: { id: number; number: string }[] };
  const bed = free.items[0];
  if (!first || !second || !bed) throw new Error('the demo hospital has no two inpatients for one free bed');
  const page = await demo.station(browser, 'coder');
  await page.goto(`/cases/${String(second.id)}`);
  await page.getByRole('button', { name: /^Finalise/ }).first().click();
  await page.getByRole('radio', { name: new RegExp(`^Bed ${bed.number}`) }).check();
  await page.route('**/finalize', async (route) => {
    const coder = await demo.api('coder');
    await coder('POST', `/encounters/${String(first.id)}/finalize`, { bed_id: bed.id });
    await route.continue();
  }, { times: 1 });
  await page.getByRole('button', { name: 'Admit' }).click();
  await expect(page.getByRole('dialog').getByText(/taken/).first()).toBeVisible();
  await page.screenshot({ path: 'artefacts/station/bed-taken.png' });
  await page.getByRole('dialog').getByRole('radio').and(page.locator(':enabled')).first().check();
  await page.getByRole('button', { name: 'Admit' }).click();
  await expect(page.getByText(/Admitted to bed/).first()).toBeVisible();
  await page.context().close();
});

test('the keyboard alone opens a patient', async ({ browser, demo }) => {
  const page = await demo.station(browser, 'doctor');
  await page.keyboard.press('/');
  await page.keyboard.type('pena');
  await expect(page.getByRole('option').first()).toBeVisible();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/patients\/\d+/);
  await expect(page.getByRole('heading', { name: /Peña/ }).first()).toBeVisible();
  await page.keyboard.press('g');
  await page.keyboard.press('w');
  await expect(page).toHaveURL(/\/ward/);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.context().close();
});

test('the first load of the page stays below 250 kB', async ({ browser, demo }) => {
  const context = await browser.newContext({ baseURL: demo.url });
  const page = await context.newPage();
  let bytes = 0;
  const counted: Promise<void>[] = [];
  page.on('requestfinished', (request) => {
    counted.push(request.sizes().then((s) => { bytes += s.responseBodySize + s.responseHeadersSize; }, () => undefined));
  });
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Sign in' })).toBeVisible();
  await Promise.all(counted);
  console.log(`first load: ${String(Math.round(bytes / 1000))} kB`);
  expect(bytes).toBeLessThan(250_000);
  await context.close();
});
