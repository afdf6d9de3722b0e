import type { TFunction } from 'i18next';

const browsers: readonly (readonly [RegExp, string])[] = [
  [/Edg(e|A|iOS)?\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/SamsungBrowser\//, 'Samsung Internet'],
  [/(Firefox|FxiOS)\//, 'Firefox'],
  [/(Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/Version\/.*Safari\//, 'Safari'],
];
const systems: readonly (readonly [RegExp, string])[] = [
  [/Windows/, 'Windows'],
  [/Android/, 'Android'],
  [/iPhone/, 'iPhone'],
  [/iPad/, 'iPad'],
  [/CrOS/, 'ChromeOS'],
  [/Mac OS X/, 'Mac'],
  [/Linux/, 'Linux'],
];

const named = (table: readonly (readonly [RegExp, string])[], agent: string): string | undefined => table.find(([mark]) => mark.test(agent))?.[1];

/** "Chrome on Windows", from what a browser says of itself. */
export function deviceWords(t: TFunction, agent: string): string {
  const browser = named(browsers, agent);
  const system = named(systems, agent);
  if (browser !== undefined && system !== undefined) return t('{{browser}} on {{system}}', { browser, system });
  return browser ?? system ?? (agent === '' ? t('Unknown program') : agent.slice(0, 40));
}
