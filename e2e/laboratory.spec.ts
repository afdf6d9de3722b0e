import type { Locator, Page } from '@playwright/test';
import { deflateSync } from 'node:zlib';
import { expect, test } from './hospital.ts';

// One test's way from the doctor's request to the discharge packet, each step
// by the role whose work it is, in real browsers.

const table = Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let k = 0; k < 8; k += 1) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c >>> 0;
});

function chunk(kind: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(kind, 'latin1'), data]);
  const crc = body.reduce((c, byte) => (table[(c ^ byte) & 0xff] ?? 0) ^ (c >>> 8), 0xffffffff) ^ 0xffffffff;
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeInt32BE(crc, 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

/** A grey picture that grows lighter to the right. */
function picture(name: string, shade: number): { name: string; mimeType: string; buffer: Buffer } {
  const side = 64;
  const head = Buffer.alloc(13);
  head.writeUInt32BE(side, 0);
  head.writeUInt32BE(side, 4);
  head[8] = 8;
  const line = Buffer.from([0, ...Array.from({ length: side }, (_, x) => (shade + x) % 256)]);
  const dots = deflateSync(Buffer.concat(Array.from({ length: side }, () => line)));
  const buffer = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', head), chunk('IDAT', dots), chunk('IEND', Buffer.alloc(0))]);
  return { name, mimeType: 'image/png', buffer };
}

const program = { name: 'scan-3.png', mimeType: 'image/png', buffer: Buffer.concat([Buffer.from('MZ'), Buffer.alloc(600, 0x90)]) };

async function snap(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `artefacts/laboratory/${name}.png` });
}

/** Types into a search-as-you-type field and takes the answer that fits. */
async function choose(scope: Page | Locator, page: Page, label: string, text: string): Promise<void> {
  await scope.getByRole('combobox', { name: label }).fill(text);
  await page.getByRole('option', { name: new RegExp(`^${text}`) }).first().click();
}

test('from the request to the packet', async ({ browser, demo }) => {
  const asNurse = await demo.api('nurse');
  const asDoctor = await demo.api('doctor');
  const admitted = await asDoctor('GET', '/encounters?status=Admitted&limit=1') as { items: { id: number; bill_id: number; patient: { name: string } }[] };
  const found = admitted.items[0];
  if (!found) throw new Error('the demo hospital has nobody admitted');
  const name = found.patient.name;
  await asNurse('POST', '/labs', {
    encounter_id: found.id, test_type: 'Serum creatinine', result_summary: 'Normal.', values: [{ analyte: 'Creatinine', value: '0.9', unit: 'mg/dL', reference_range: '0.6-1.2' }],
  });

  const doctor = await demo.station(browser, 'doctor');
  const nurse = await demo.station(browser, 'nurse');
  await nurse.goto('/labs');
  await expect(nurse.getByRole('heading', { name: 'Laboratory' })).toBeVisible();

  await test.step('the doctor requests two tests at once', async () => {
    await doctor.goto(`/cases/${String(found.id)}`);
    await doctor.getByRole('button', { name: /^Request tests/ }).click();
    const dialog = doctor.getByRole('dialog');
    await choose(dialog, doctor, 'Add a test', 'Serum creatinine');
    await choose(dialog, doctor, 'Service to charge', 'Chest X-ray');
    await choose(dialog, doctor, 'Add a test', 'Sputum culture');
    await dialog.getByRole('switch', { name: 'Urgent: Serum creatinine' }).check({ force: true });
    await dialog.getByLabel('Note to the laboratory').fill('Contrast is planned for tomorrow');
    await snap(doctor, '01-request');
    await dialog.getByRole('button', { name: 'Request' }).dblclick();
    await expect(dialog).toHaveCount(0);
    await expect(doctor.getByRole('region', { name: 'Laboratory' }).getByRole('link', { name: 'Sputum culture' })).toHaveCount(1);
  });

  await test.step('the nurse sees it without reloading, and starts', async () => {
    const row = nurse.getByRole('table', { name: 'Requested' }).getByRole('row', { name: new RegExp(`Serum creatinine.*${name}`) });
    await expect(row).toContainText('Urgent');
    await snap(nurse, '02-worklist');
    await row.getByRole('link').click();
    await expect(nurse.getByText('Contrast is planned for tomorrow')).toBeVisible();
    await nurse.getByRole('button', { name: /^Start/ }).click();
    await expect(nurse.getByText('In progress').first()).toBeVisible();
  });

  await test.step('the nurse uploads two albums; a program that calls itself a picture is refused by name', async () => {
    await nurse.getByRole('button', { name: /^Upload attachments/ }).click();
    const dialog = nurse.getByRole('dialog', { name: 'Upload attachments' });
    await dialog.getByLabel('What the files show').fill('Slips of the analyser');
    await dialog.locator('input[type="file"]:not([capture])').first().setInputFiles([picture('scan-1.png', 0), picture('scan-2.png', 90), program]);
    await dialog.getByRole('button', { name: 'Add another album' }).click();
    const second = dialog.getByRole('group', { name: 'Album 2' });
    await second.getByLabel('What the files show').fill('The sample');
    await second.locator('input[type="file"]:not([capture])').setInputFiles([picture('sample.png', 180)]);
    const refused = dialog.getByRole('listitem').filter({ hasText: 'scan-3.png' });
    await expect(refused).toContainText(/seems to be a Windows program/);
    await snap(nurse, '03-refused');
    await dialog.getByRole('button', { name: 'Save 2 albums' }).click();
    await expect(dialog.getByText(/Send them again or remove them/)).toBeVisible();
    await refused.getByRole('button', { name: /Remove/ }).click();
    await dialog.getByRole('button', { name: 'Save 2 albums' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(nurse.getByRole('region', { name: 'Slips of the analyser' }).getByRole('button', { name: /^Open/ })).toHaveCount(2);
    await expect(nurse.getByRole('region', { name: 'The sample' }).getByRole('button', { name: 'Open sample.png' })).toBeVisible();
  });

  await test.step('the nurse completes it, on the lines of the last result', async () => {
    await nurse.getByRole('button', { name: /^Write the result/ }).click();
    await expect(nurse.getByRole('textbox', { name: 'Analyte, line 1' })).toHaveValue('Creatinine');
    await nurse.getByLabel('Result in words').fill('Raised.');
    await nurse.getByRole('textbox', { name: 'Value, line 1' }).fill('2.4');
    await nurse.getByRole('textbox', { name: 'Value, line 1' }).press('Enter');
    await nurse.keyboard.type('Urea');
    await nurse.keyboard.press('Enter');
    await nurse.keyboard.type('61');
    await snap(nurse, '04-result');
    await nurse.getByRole('link', { name: 'Patients' }).first().click();
    await nurse.getByRole('dialog').getByRole('button', { name: 'Stay here' }).click();
    await nurse.getByRole('button', { name: 'Save the result' }).dblclick();
    await expect(nurse.getByText('Done', { exact: true }).first()).toBeVisible();
    await expect(nurse.getByRole('row', { name: /Creatinine/ })).toContainText('High');
    await snap(nurse, '05-done');
    const bill = await asNurse('GET', `/bills/${String(found.bill_id)}`) as { charges: { description: string }[] };
    expect(bill.charges.filter((charge) => charge.description === 'Chest X-ray').length, 'the price is on the bill').toBeGreaterThan(0);
  });

  await test.step('the doctor sees the trend and looks at the pictures', async () => {
    await doctor.getByRole('region', { name: 'Laboratory' }).getByRole('link', { name: 'Serum creatinine' }).first().click();
    await doctor.getByRole('button', { name: /^Trend of Creatinine, 2 results/ }).click();
    const trend = doctor.getByRole('dialog');
    await expect(trend.getByRole('img', { name: /the last 2.4 mg\/dL/ })).toBeVisible();
    await expect(trend.getByRole('table')).toContainText('0.9');
    await snap(doctor, '06-trend');
    await doctor.keyboard.press('Escape');
    await doctor.getByRole('button', { name: 'Open scan-1.png' }).click();
    await expect(doctor.getByRole('dialog')).toContainText('scan-1.png');
    await doctor.keyboard.press('ArrowRight');
    await expect(doctor.getByRole('dialog')).toContainText('scan-2.png');
    await snap(doctor, '07-viewer');
    await doctor.keyboard.press('Escape');
    await expect(doctor.getByRole('dialog')).toHaveCount(0);
  });

  const address = doctor.url();
  await test.step('the doctor deletes a file with a reason, and it is gone from the nurse’s page', async () => {
    await doctor.getByRole('button', { name: 'More for scan-2.png' }).click();
    await doctor.getByRole('menuitem', { name: 'Delete' }).click();
    await doctor.getByRole('dialog').getByLabel('Reason').fill('Blurred');
    await doctor.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(doctor.getByText('scan-2.png deleted')).toBeVisible();
    await expect(nurse.getByRole('button', { name: 'Open scan-2.png' })).toHaveCount(0);
  });

  await test.step('the Admin reads who, when and why, and restores it', async () => {
    const admin = await demo.station(browser, 'admin');
    await admin.goto(address);
    await expect(admin.getByText(/Deleted by .*: Blurred/)).toBeVisible();
    await admin.getByRole('button', { name: 'More for scan-2.png' }).click();
    await admin.getByRole('menuitem', { name: 'Restore' }).click();
    await expect(nurse.getByRole('button', { name: 'Open scan-2.png' })).toBeVisible();
    await admin.context().close();
  });

  await test.step('files go along in a packet, in their order', async () => {
    await doctor.goto(`/cases/${String(found.id)}`);
    await doctor.getByRole('button', { name: /^Packet/ }).click();
    const dialog = doctor.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: 'sample.png' }).check();
    await dialog.getByRole('checkbox', { name: 'scan-1.png' }).check();
    await dialog.getByRole('button', { name: 'Move sample.png down' }).click();
    await dialog.getByRole('button', { name: 'Make the packet' }).click();
    await expect(dialog.getByText(/The packet is ready/)).toBeVisible({ timeout: 60_000 });
    await snap(doctor, '08-packet');
    const file = doctor.waitForEvent('download');
    await dialog.getByRole('link', { name: 'Save as a file' }).click();
    expect((await file).suggestedFilename()).toMatch(/^CN\d{8}-\d{4}\.pdf$/);
  });

  await test.step('search finds the result by its code', async () => {
    const code = await nurse.getByTitle('Laboratory code').textContent();
    await nurse.getByRole('combobox', { name: 'Search' }).fill(code ?? '');
    await nurse.getByRole('combobox', { name: 'Search' }).press('Enter');
    await expect(nurse).toHaveURL(address);
  });

  await nurse.context().close();
  await doctor.context().close();
});

test('a line that is cut in the middle of an upload takes nothing away', async ({ browser, demo }) => {
  const asNurse = await demo.api('nurse');
  const { items } = await asNurse('GET', '/encounters?status=Admitted&limit=1') as { items: { id: number }[] };
  const lab = await asNurse('POST', '/labs', { encounter_id: items[0]?.id, test_type: 'Chest X-ray', result_summary: 'Clear.', values: [] });
  const nurse = await demo.station(browser, 'nurse');
  await nurse.goto(`/labs/${String(lab['id'])}`);
  await nurse.getByRole('button', { name: /^Upload attachments/ }).click();
  const dialog = nurse.getByRole('dialog', { name: 'Upload attachments' });
  const files = dialog.locator('input[type="file"]:not([capture])');
  await dialog.getByLabel('What the files show').fill('Front and side');
  await files.setInputFiles([picture('front.png', 0)]);
  await expect(dialog.getByText(/^1 of 1 file/)).toBeVisible();

  // Code of the page that was not shown yet cannot be fetched now either.
  await nurse.route('**/*', (route) => route.abort('connectionreset'));
  await files.setInputFiles([picture('side.png', 90)]);
  await expect(dialog.getByRole('listitem').filter({ hasText: 'side.png' })).toContainText('Not sent: the server did not answer.');
  await expect(dialog.getByRole('listitem').filter({ hasText: 'front.png' })).toContainText('Sent');
  // It is said at once, or when the line is back, and does not stay for long.
  const said = nurse.getByText('Not saved yet. Your files are kept while you stay on this page.').waitFor({ timeout: 60_000 });
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(dialog).toHaveCount(0);
  await expect(nurse.getByText(/The server does not answer/).first()).toBeVisible();
  expect((await asNurse('GET', `/labs/${String(lab['id'])}`))['albums'], 'nothing half-written').toEqual([]);

  await nurse.unroute('**/*');
  await nurse.getByRole('button', { name: /^Upload attachments/ }).click();
  await expect(dialog.getByText(/^2 of 2 file/)).toBeVisible({ timeout: 30_000 });
  await said;
  await dialog.getByRole('button', { name: 'Save album' }).click();
  await expect(nurse.getByRole('region', { name: 'Front and side' }).getByRole('button', { name: /^Open/ })).toHaveCount(2);
  await nurse.context().close();
});
