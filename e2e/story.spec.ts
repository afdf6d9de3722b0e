import type { Browser, Page } from '@playwright/test';
import { expect, Hospital, test } from './hospital.ts';

// One patient's way from the front desk to the receipt, each step by the role
// whose work it is, in real browsers, in a hospital set up from nothing.

const password = 'a long enough password';

async function picture(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `artefacts/story/${name}.png` });
}

/** Types into a search-as-you-type field and takes the first answer. */
async function choose(page: Page, label: string, text: string): Promise<void> {
  await page.getByRole('combobox', { name: label }).or(page.getByRole('textbox', { name: label })).first().fill(text);
  await page.getByRole('option', { name: new RegExp(text, 'i') }).first().click();
}

/** The Admin names the hospital on the server itself, then fills it. */
async function setUp(browser: Browser, hospital: Hospital): Promise<void> {
  const page = await (await browser.newContext({ baseURL: hospital.url })).newPage();
  await page.goto('/');
  await page.getByLabel('Name of the hospital').fill('Ospital ng Bayan');
  await page.getByLabel('Given name').fill('Carmela');
  await page.getByLabel('Family name').fill('Soriano');
  await page.getByLabel('User id').fill('admin');
  await page.getByRole('textbox', { name: /^Password/ }).fill('short');
  await page.getByRole('button', { name: 'Set up and sign in' }).click();
  await expect(page.getByText(/at least 10 characters/i).last()).toBeVisible();
  await page.getByRole('textbox', { name: /^Password/ }).fill(password);
  await picture(page, '01-first-run');
  await page.getByRole('button', { name: 'Set up and sign in' }).click();
  await expect(page.getByText('Ospital ng Bayan').first()).toBeVisible();
  await picture(page, '02-admin-home');
  await page.context().close();

  const admin = await hospital.api('admin');
  const departments = await admin('GET', '/departments') as { items: { id: number }[] };
  const users = [['rosario', 'Receptionist'], ['marites', 'Nurse'], ['antonio', 'Doctor'], ['liza', 'Coder'], ['ernesto', 'Teller']];
  for (const [id, role] of users) {
    await admin('POST', '/users', {
      user_id: id, password, roles: [role], given_name: id, family_name: 'Reyes', ...(role === 'Doctor' ? { department_id: departments.items[0]?.id } : {}),
    });
  }
  const room = await admin('POST', '/rooms', { name: 'Ward 1', ward: 'General ward', hourly_rate: '30.00' });
  for (const number of ['W1-1', 'W1-2']) await admin('POST', '/beds', { room_id: room['id'], number });
  await admin('POST', '/services', { name: 'Chest X-ray', category: 'Laboratory and diagnostic', price: '120.00' });
}

test('from check-in to the paid bill, as all six roles', async ({ browser, fresh }) => {
  await setUp(browser, fresh);

  const reception = await fresh.station(browser, 'rosario');
  const coder = await fresh.station(browser, 'liza');
  const ward = await fresh.station(browser, 'marites');
  await coder.goto('/queues/coding');
  await expect(coder.getByRole('heading', { name: 'Ready for coding' })).toBeVisible();
  await ward.goto('/ward');

  await test.step('the receptionist checks a patient in', async () => {
    await reception.goto('/check-in');
    await reception.getByLabel('Family name').fill('Dela Peña');
    await reception.getByRole('button', { name: 'Check in', exact: true }).click();
    await expect(reception.getByText('Enter the given name')).toBeVisible();
    await expect(reception.getByLabel('Family name')).toHaveValue('Dela Peña');
    await reception.getByLabel('Given name').fill('Maria Corazon');
    await reception.getByLabel('Date of birth').fill('1985-03-12');
    await reception.getByRole('textbox', { name: 'Phone' }).first().fill('0917 555 0101');
    await reception.getByLabel('Reason for visit').fill('Ubo at lagnat, limang araw na');
    await picture(reception, '03-check-in');
    await reception.getByRole('button', { name: 'Check in', exact: true }).dblclick();
    await expect(reception.getByRole('article', { name: 'Slip' })).toBeVisible();
    await expect(reception.getByText(/CN\d{8}-0001/).first()).toBeVisible();
    await picture(reception, '04-slip');
    const admin = await fresh.api('admin');
    const all = await admin('GET', '/patients') as { items: unknown[] };
    expect(all.items, 'a double click checks in once').toHaveLength(1);
  });

  await test.step('the same person again is recognised', async () => {
    await reception.goto('/check-in');
    await reception.getByLabel('Family name').fill('dela pena');
    await reception.getByLabel('Given name').fill('maria corazon');
    await reception.getByLabel('Date of birth').fill('1985-03-12');
    await expect(reception.getByText('Same name, and same birth date or phone')).toBeVisible();
    await picture(reception, '05-duplicate');
  });

  await test.step('the nurse takes vital signs and writes the complaint', async () => {
    await ward.goto('/queues/pending');
    await ward.getByRole('link', { name: /Dela Peña/ }).first().click();
    await ward.getByRole('button', { name: 'Record' }).first().click();
    const dialog = ward.getByRole('dialog');
    await dialog.getByLabel(/Temperature/).fill('38.6');
    await dialog.getByLabel(/Pulse/).fill('96');
    await picture(ward, '06-vitals');
    await dialog.getByRole('button', { name: /^(Save|Record)/ }).click();
    await expect(ward.getByText('38.6')).toBeVisible();
    await ward.getByRole('button', { name: 'Edit Complaint and history' }).click();
    await ward.getByLabel('Chief complaint').fill('Productive cough with fever for five days.');
    await ward.getByRole('button', { name: 'Save' }).click();
    await expect(ward.getByText('Productive cough with fever for five days.')).toBeVisible();
    await expect(ward.getByRole('button', { name: 'Edit Diagnosis and coding' })).toHaveCount(0);
    await picture(ward, '07-nurse-case');
    await ward.goto('/ward');
  });

  const doctor = await fresh.station(browser, 'antonio');
  await test.step('the doctor confirms an inpatient', async () => {
    await doctor.getByRole('link', { name: /Dela Peña/ }).first().click();
    await doctor.getByRole('button', { name: /^Confirm/ }).click();
    const dialog = doctor.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await expect(dialog.getByText('Decide inpatient or outpatient')).toBeVisible();
    await dialog.getByLabel('Inpatient, takes a bed').check();
    await dialog.getByLabel('Principal diagnosis').fill('Community-acquired pneumonia');
    await choose(doctor, 'ICD-10 code', 'J18.9');
    await picture(doctor, '08-confirm');
    await dialog.getByRole('button', { name: 'Confirm' }).click();
    await expect(doctor.getByText('Sent to coding').first()).toBeVisible();
  });

  await test.step('the coder sees it without reloading, and admits into a bed', async () => {
    await coder.getByRole('link', { name: /Dela Peña/ }).first().click();
    await coder.getByRole('button', { name: /^Finalise/ }).first().click();
    await coder.getByRole('radio', { name: /^Bed W1-2/ }).check();
    await expect(coder.getByText(/puts Dela Peña.* in bed W1-2/)).toBeVisible();
    await picture(coder, '09-finalise');
    await coder.getByRole('button', { name: 'Admit' }).click();
    await expect(coder.getByText('Admitted to bed W1-2').first()).toBeVisible();
  });

  await test.step('the ward board shows her by itself', async () => {
    await expect(ward.getByText(/Dela Peña/).first()).toBeVisible();
    await picture(ward, '10-ward');
  });

  await test.step('the doctor orders an X-ray and discharges', async () => {
    const admin = await fresh.api('admin');
    const bills = await admin('GET', '/bills') as { items: { id: number }[] };
    const services = await admin('GET', '/services') as { items: { id: number }[] };
    const asDoctor = await fresh.api('antonio');
    await asDoctor('POST', `/bills/${String(bills.items[0]?.id)}/charges`, { service_id: services.items[0]?.id });
    await expect(doctor.getByText('Chest X-ray').first()).toBeVisible();
    await doctor.getByRole('button', { name: /^Discharge/ }).click();
    const dialog = doctor.getByRole('dialog');
    await dialog.getByLabel('Final diagnosis').fill('Pneumonia, resolved');
    await dialog.getByRole('combobox', { name: 'Disposition' }).or(dialog.getByRole('textbox', { name: 'Disposition' })).first().click();
    await doctor.getByRole('option', { name: 'Discharged' }).click();
    await dialog.getByRole('combobox', { name: 'Result' }).or(dialog.getByRole('textbox', { name: 'Result' })).first().click();
    await doctor.getByRole('option', { name: 'Recovered' }).click();
    await picture(doctor, '11-discharge');
    await dialog.getByRole('button', { name: 'Discharge' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(doctor.getByText('Discharged').first()).toBeVisible();
    await expect(ward.getByText(/Dela Peña/)).toHaveCount(0);
  });

  const teller = await fresh.station(browser, 'ernesto');
  await test.step('the teller issues the bill and takes cash', async () => {
    await teller.goto('/bills');
    await teller.getByRole('link', { name: /Dela Peña/ }).or(teller.getByText(/Dela Peña/)).first().click();
    await expect(teller.getByText('₱150.00').first()).toBeVisible();
    await picture(teller, '12-bill');
    await teller.getByRole('button', { name: 'Issue final bill' }).click();
    await teller.getByRole('dialog').getByRole('button', { name: 'Issue final bill' }).click();
    await teller.getByRole('button', { name: /^Take payment/ }).click();
    const dialog = teller.getByRole('dialog');
    await expect(dialog.getByText('Your shift is not open.', { exact: false })).toBeVisible();
    await dialog.getByLabel('Pieces of ₱500').fill('2');
    await picture(teller, '13-open-shift');
    await dialog.getByRole('button', { name: 'Open shift' }).click();
    await dialog.getByLabel('Amount').fill('200.00');
    await dialog.getByLabel('Cash handed over').fill('500');
    await expect(dialog.getByText(/the rest of the cash is change/)).toBeVisible();
    await dialog.getByLabel('Amount').fill('50.00');
    await dialog.getByRole('button', { name: /^Take ₱50.00/ }).dblclick();
    await expect(dialog.getByText('₱450.00').first()).toBeVisible();
    await picture(teller, '14-part-payment');
    await dialog.getByRole('button', { name: 'Done' }).click();
    await teller.getByRole('button', { name: /^Take payment/ }).click();
    await teller.getByRole('dialog').getByLabel('Cash handed over').fill('100');
    await teller.getByRole('dialog').getByLabel('Cash handed over').press('Enter');
    await expect(teller.getByRole('dialog').getByText('Payment taken')).toBeVisible();
    await teller.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
    await expect(teller.getByText('Paid', { exact: true }).first()).toBeVisible();
    await picture(teller, '15-paid');
    const admin = await fresh.api('admin');
    const bill = await admin('GET', '/bills/1') as { payments: { receipt_number: number }[]; status: string; balance: string };
    expect(bill.status).toBe('Paid');
    expect(bill.balance).toBe('0.00');
    expect(bill.payments.map((p) => p.receipt_number), 'a double click pays once').toEqual([1, 2]);
    const cases = await admin('GET', '/encounters/1') as { archived_at: string | null };
    expect(cases.archived_at).not.toBeNull();
  });
});
