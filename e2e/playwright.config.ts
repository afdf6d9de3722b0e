import { defineConfig } from '@playwright/test';

// The browser is Debian's Chromium; artefacts (screenshots, traces) go to e2e/artefacts.
export default defineConfig({
  testDir: '.',
  outputDir: 'artefacts/run',
  // Generous, for a busy computer: what a test expects does not depend on it.
  timeout: 360_000,
  expect: { timeout: 20_000 },
  fullyParallel: false,
  workers: 2,
  forbidOnly: true,
  retries: 0,
  reporter: [['list']],
  use: {
    actionTimeout: 30_000,
    locale: 'en-PH',
    timezoneId: 'Asia/Manila',
    viewport: { width: 1440, height: 900 },
    // Tracing every step costs a third of the time: TRACE=1 for the test that fails.
    trace: process.env['TRACE'] ? 'retain-on-failure' : 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
});
