import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './hospital.ts';

// Every page that a role's rail offers, and the records behind them, at a desk,
// and by the role whose work it is on a phone, light and dark: it opens without an error, nothing runs out
// of the page, and axe finds nothing to mend. Axe takes its time, so each page
// is shown to it in both looks by the role whose work it is, and Home by each.

test.describe.configure({ mode: 'parallel' });

const roles = ['reception', 'nurse', 'doctor', 'coder', 'teller', 'admin'];
const looks = [
  { name: 'desk', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { name: 'phone', viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
] as const;

/** The role that shows a page to axe; the first that matches. */
const owners: readonly (readonly [RegExp, string])[] = [
  [/\/access$/, 'admin'],
  [/^\/(check-in|patients)/, 'reception'],
  [/^\/queues\/coding/, 'coder'],
  [/^\/(labs|queues|ward)/, 'nurse'],
  [/^\/cases/, 'doctor'],
  [/^\/(bills|cashier|receivables)/, 'teller'],
  [/^/, 'admin'],
];
const ownerOf = (path: string): string => owners.find(([pages]) => pages.test(path))?.[1] ?? 'admin';

/** The pages that the rail of this role offers; read at desk width, where the rail is open. */
async function offered(page: Page): Promise<string[]> {
  const links = await page.getByRole('navigation').first().getByRole('link').evaluateAll((all) => all.map((a) => a.getAttribute('href') ?? ''));
  return [...new Set(links.filter((href) => href.startsWith('/')))];
}

async function inspect(page: Page, path: string, name: string, withAxe: boolean, faults: string[]): Promise<void> {
  await page.goto(path);
  await expect(page.getByRole('heading').first()).toBeVisible();
  await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (over > 0) faults.push(`${path} runs ${String(over)} px out of the page`);
  await page.screenshot({ path: `artefacts/pages/${name}${path.replaceAll(/[/?&=]/g, '-')}.png` });
  if (!withAxe) return;
  const result = await new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  for (const v of result.violations) faults.push(`${path}: ${v.id}: ${v.nodes.map((n) => `${n.html} ${n.failureSummary ?? ''}`).slice(0, 3).join(' | ')}`);
}

for (const role of roles) {
  for (const look of looks) {
    test(`${role} at a ${look.name}`, async ({ browser, demo }) => {
      const page = await demo.station(browser, role, { viewport: looks[0].viewport, colorScheme: look.colorScheme });
      const paths = await offered(page);
      expect(paths.length).toBeGreaterThan(2);
      await page.setViewportSize(look.viewport);

      const as = await demo.api(role);
      const records = ['/patients/1'];
      if (role === 'admin') records.push('/patients/1/access');
      for (const status of ['Pending', 'Ready_for_Coding', 'Admitted', 'Outpatient', 'Discharged']) {
        const list = await as('GET', `/encounters?status=${status}&limit=1`) as { items: { id: number; bill_id: number | null }[] };
        const first = list.items[0];
        if (first) records.push(`/cases/${String(first.id)}`);
        if (first?.bill_id && paths.includes('/bills')) records.push(`/bills/${String(first.bill_id)}`);
      }

      if (paths.includes('/labs')) {
        records.push('/labs?view=results', '/labs?view=all');
        for (const status of ['Requested', 'In_progress', 'Done', 'Cancelled']) {
          const list = await as('GET', `/labs?status=${status}&limit=1`) as { items: { id: number; encounter_id: number }[] };
          const first = list.items[0];
          if (first) records.push(`/labs/${String(first.id)}`);
          if (first && status === 'Done' && (role === 'nurse' || role === 'doctor')) records.push(`/labs/new?encounter=${String(first.encounter_id)}`);
        }
      }

      const faults: string[] = [];
      page.on('pageerror', (e) => faults.push(`${page.url()}: ${e.message}`));
      page.on('console', (m) => { if (m.type() === 'error') faults.push(`${page.url()}: ${m.text()}`); });
      // At a desk each role sees all of its pages; on a phone, those whose work is its own.
      const shown = [...paths, ...records].filter((path) => look.name === 'desk' || path === '/' || ownerOf(path) === role);
      for (const path of shown) await inspect(page, path, `${role}-${look.name}`, path === '/' || ownerOf(path) === role, faults);
      expect(faults.join('\n')).toBe('');
      await page.context().close();
    });
  }
}
