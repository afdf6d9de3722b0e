import type { Locator, Page } from '@playwright/test';
import { expect, Hospital, test as base } from './hospital.ts';

// A teller's day at the window, from the counted drawer to the printed report.

// A hospital of its own: receipts are counted from the first.
const test = base.extend<{ own: Hospital }>({
  own: async ({}, use) => {
    const hospital = await Hospital.start('serve');
    await use(hospital);
    await hospital.stop();
  },
});

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `artefacts/counter/${name}.png` });
}

type Api = Awaited<ReturnType<Hospital['api']>>;
const id = (record: Record<string, unknown>): string => String(record['id']);

/** A patient in outpatient care with one charge; answers the bill. */
async function outpatient(hospital: Hospital, family: string, price: string): Promise<{ bill: string; encounter: string }> {
  const admin = await hospital.api('admin');
  const doctor = await hospital.api('antonio');
  const service = await admin('POST', '/services', { name: `Care of ${family}`, category: 'Others', price });
  const checkedIn = await admin('POST', '/check-ins', { patient: { family_name: family, given_name: 'Maria', sex: 'Female', date_of_birth: '1985-03-12' }, encounter: { reason_for_visit: 'Consultation' } });
  const encounter = id(checkedIn['encounter'] as Record<string, unknown>);
  await doctor('POST', `/encounters/${encounter}/confirm`, { decision: 'Outpatient', principal_diagnosis: 'Hypertension', icd_code: 'I10', attending_physician_id: (await doctor('GET', '/me'))['id'] });
  const begun = await admin('POST', `/encounters/${encounter}/finalize`, {});
  const bill = id(begun['bill'] as Record<string, unknown>);
  await admin('POST', `/bills/${bill}/charges`, { service_id: service['id'] });
  return { bill, encounter };
}

async function discharge(doctor: Api, encounter: string): Promise<void> {
  await doctor('POST', `/encounters/${encounter}/discharge`, { disposition: 'Discharged', result: 'Recovered', final_diagnosis: 'Hypertension' });
}

/** Waits for the server's paper that the act prints, and answers its address. */
async function printing(page: Page, path: RegExp, act: () => Promise<unknown>): Promise<string> {
  const [paper] = await Promise.all([page.waitForResponse((answer) => path.test(answer.url()) && answer.ok()), act()]);
  // Asked again, because the browser's own viewer may have taken the answer over, headers and all.
  const again = await page.request.get(paper.url());
  expect(again.headers()['content-type']).toBe('application/pdf');
  return paper.url();
}

async function count(dialog: Locator, pieces: Record<string, string>): Promise<void> {
  for (const [denomination, number] of Object.entries(pieces)) await dialog.getByLabel(`Pieces of ${denomination}`, { exact: true }).fill(number);
}

test('a day at the counter, from the counted drawer to the report', async ({ browser, own }) => {
  const anyone = await (await browser.newContext({ baseURL: own.url })).newPage();
  await anyone.goto('/');
  await anyone.getByLabel('Name of the hospital').fill('Ospital ng Bayan');
  await anyone.getByLabel('Given name').fill('Carmela');
  await anyone.getByLabel('Family name').fill('Soriano');
  await anyone.getByLabel('User id').fill('admin');
  await anyone.getByRole('textbox', { name: /^Password/ }).fill(own.password);
  await anyone.getByRole('button', { name: 'Set up and sign in' }).click();
  await expect(anyone.getByText('Ospital ng Bayan').first()).toBeVisible();
  await anyone.context().close();

  const admin = await own.api('admin');
  await admin('POST', '/users', { user_id: 'ernesto', password: own.password, roles: ['Teller'], given_name: 'Ernesto', family_name: 'Bautista' });
  const departments = await admin('GET', '/departments') as { items: { id: number }[] };
  await admin('POST', '/users', { user_id: 'antonio', password: own.password, roles: ['Doctor'], given_name: 'Antonio', family_name: 'Reyes', department_id: departments.items[0]?.id });
  const doctor = await own.api('antonio');
  const first = await outpatient(own, 'Abad', '1000.00');
  const second = await outpatient(own, 'Bernardo', '500.00');
  await discharge(doctor, second.encounter);
  await admin('POST', `/bills/${second.bill}/finalize`);

  const teller = await own.station(browser, 'ernesto');
  const dialog = teller.getByRole('dialog');

  await test.step('opens the shift with a counted drawer, by keyboard', async () => {
    await teller.keyboard.press('g');
    await teller.keyboard.press('k');
    await expect(teller.getByRole('heading', { name: 'Cashier' })).toBeVisible();
    await expect(teller.getByRole('combobox', { name: 'Find a bill' })).toBeFocused();
    await teller.getByRole('main').getByRole('button', { name: 'Open shift' }).click();
    await expect(dialog.getByLabel('Pieces of ₱1,000')).toBeFocused();
    await teller.keyboard.type('1');
    await teller.keyboard.press('Enter');
    await teller.keyboard.type('2');
    await expect(dialog.getByText('₱2,000.00')).toBeVisible();
    await picture(teller, '01-open-shift');
    await dialog.getByRole('button', { name: 'Open shift' }).click();
    await expect(teller.getByRole('button', { name: /^Shift open since/ })).toContainText('₱2,000.00');
  });

  await test.step('from a found name to the printed receipt in under ten keys, without the mouse', async () => {
    await teller.getByRole('combobox', { name: 'Find a bill' }).focus();
    await teller.keyboard.type('bernardo');
    await expect(teller.getByRole('option', { name: /Bernardo/ })).toBeVisible();
    await picture(teller, '02-found');
    let keys = 0;
    const press = async (key: string): Promise<void> => {
      keys += 1;
      await teller.keyboard.press(key);
    };
    await press('Enter');
    await expect(dialog.getByLabel('Cash handed over')).toBeFocused();
    for (const figure of '1000') await press(figure);
    const paper = await printing(teller, /\/payments\/\d+\/receipt\?format=roll&print=\d+/, () => press('Enter'));
    expect(keys).toBeLessThan(10);
    console.log(`keys from the name to the receipt: ${String(keys)}`);
    await expect(dialog.getByText('Payment taken')).toBeVisible();
    await expect(dialog.getByText('₱500.00').first()).toBeVisible();
    await picture(teller, '03-paid');
    expect(paper).toContain('print=');
    await expect(dialog.getByRole('button', { name: 'Done' })).toBeFocused();
    await teller.keyboard.press('Enter');
    await expect(dialog).toHaveCount(0);
  });

  await test.step('a deposit, then a part of the final bill', async () => {
    await teller.goto(`/bills/${first.bill}`);
    await teller.getByRole('button', { name: /^Take deposit/ }).click();
    await dialog.getByLabel('Deposit').fill('200');
    await printing(teller, /\/receipt\?/, () => dialog.getByLabel('Deposit').press('Enter'));
    await expect(dialog.getByText('Deposit taken')).toBeVisible();
    await dialog.getByRole('button', { name: 'Done' }).click();
    await discharge(doctor, first.encounter);
    await teller.getByRole('button', { name: 'Issue final bill' }).filter({ visible: true }).click();
    await dialog.getByRole('button', { name: 'Issue final bill' }).click();
    await teller.getByRole('button', { name: /^Take payment/ }).click();
    await expect(dialog.getByLabel('Amount')).toHaveValue('800.00');
    await dialog.getByLabel('Amount').fill('300');
    await printing(teller, /\/receipt\?/, () => dialog.getByRole('button', { name: 'Take ₱300.00' }).dblclick());
    await dialog.getByRole('button', { name: 'Done' }).click();
  });

  await test.step('a promissory note for the rest, and a payment of the receivable', async () => {
    await teller.getByRole('button', { name: 'Take promissory note' }).click();
    await expect(dialog.getByLabel('Amount')).toHaveValue('500.00');
    await dialog.getByLabel('Due date').fill(new Date(Date.now() + 20 * 24 * 3600_000).toISOString().slice(0, 10));
    await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('Ana Abad');
    await dialog.getByLabel('Name of the co-maker').fill('Ben Abad');
    await picture(teller, '04-promissory-note');
    await printing(teller, /\/promissory-notes\/\d+\/print$/, () => dialog.getByRole('button', { name: 'Take note and print' }).click());
    await expect(teller.getByRole('list', { name: 'Promissory notes' })).toContainText('Ana Abad, with Ben Abad');
    await teller.goto('/cashier/receivables');
    await expect(teller.getByRole('button', { name: 'Take payment from Abad, Maria' })).toBeVisible();
    await picture(teller, '05-receivables');
    await teller.getByRole('button', { name: 'Take payment from Abad, Maria' }).click();
    await dialog.getByLabel('Amount').fill('100');
    await printing(teller, /\/receipt\?/, () => dialog.getByLabel('Amount').press('Enter'));
    await dialog.getByRole('button', { name: 'Done' }).click();
    await expect(teller.getByRole('list', { name: 'Promissory notes' })).toContainText('₱100.00 paid of it');
  });

  await test.step('a void, a refund with its voucher, and a copy', async () => {
    await teller.getByRole('button', { name: 'Void receipt 000004' }).click();
    await dialog.getByLabel('Reason').fill('Counted wrongly');
    await dialog.getByRole('button', { name: 'Void payment' }).click();
    await expect(teller.getByText('Voided: Counted wrongly')).toBeVisible();
    await teller.getByRole('button', { name: 'Refund receipt 000003' }).click();
    await dialog.getByLabel('Amount').fill('50');
    await dialog.getByLabel('Reason').fill('Paid twice');
    await printing(teller, /\/receipt\?/, () => dialog.getByRole('button', { name: 'Give cash back' }).click());
    await expect(teller.getByText(/Refunded to Abad, Maria, voucher 000001: Paid twice/)).toBeVisible();
    await printing(teller, /\/receipt\?/, () => teller.getByRole('button', { name: 'Print a copy of receipt 000002' }).click());
    await printing(teller, /\/statement$/, () => teller.getByRole('button', { name: 'Print statement' }).click());
    await picture(teller, '06-bill');
  });

  await test.step('closes the shift twenty short, with a note, and prints its report', async () => {
    await teller.getByRole('button', { name: /^Shift open since/ }).click();
    await teller.getByRole('menuitem', { name: 'Count and close' }).click();
    // 2,000 + 500 + 200 + 300 + 100 - 100 - 50 = 2,950
    await count(dialog, { '₱1,000': '2', '₱500': '1', '₱100': '4', '₱20': '1', '₱10': '1' });
    await expect(dialog.getByRole('status', { name: 'Difference' })).toHaveText('₱20.00 short');
    await dialog.getByRole('button', { name: 'Close shift' }).click();
    await expect(dialog.getByText('Write why the drawer is ₱20.00 short')).toBeVisible();
    await dialog.getByLabel('Note').fill('One note of 20 is missing');
    await picture(teller, '07-close-shift');
    await dialog.getByRole('button', { name: 'Close shift' }).click();
    await expect(teller.getByText('The shift is closed.')).toBeVisible();
    await expect(teller.getByRole('table', { name: 'Receipts, voids and refunds' })).toContainText('Refund voucher 000001');
    await picture(teller, '08-closed');
    await printing(teller, /\/shifts\/1\/report$/, () => teller.getByRole('button', { name: 'Print the shift report' }).click());
    await expect(teller.getByRole('banner').getByRole('button', { name: 'Open shift' })).toBeVisible();
  });

  await test.step('the cash of the day adds up, and prints', async () => {
    await teller.goto('/cashier/report');
    await expect(teller.getByText('4 receipts, 000001–000004')).toBeVisible();
    await expect(teller.getByText('₱950.00').first()).toBeVisible();
    await picture(teller, '09-report');
    await printing(teller, /\/cash-report\/print/, () => teller.getByRole('button', { name: /^Print report/ }).click());
    const bill = await admin('GET', `/bills/${first.bill}`) as { balance: string; total_paid: string };
    expect(bill).toMatchObject({ total_paid: '450.00', balance: '550.00' });
  });

  await test.step('a promissory note is taken back where receivables are listed', async () => {
    await teller.goto('/cashier/receivables');
    await teller.getByRole('button', { name: 'Cancel promissory note 1' }).click();
    await dialog.getByLabel('Reason').fill('Paid by the employer');
    await dialog.getByRole('button', { name: 'Cancel the note' }).click();
    await expect(teller.getByText('Nothing is owed on promissory notes')).toBeVisible();
  });
});
