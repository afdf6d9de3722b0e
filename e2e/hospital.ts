import { test as base, expect, type Browser, type Page } from '@playwright/test';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const program = resolve(import.meta.dirname, process.env['TALAAN'] ?? '../bin/talaan');

/** A server of the built program, with a data folder of its own. */
export class Hospital {
  readonly url: string;
  readonly password: string;
  private readonly process: ChildProcess;
  private readonly folder: string;

  private constructor(url: string, password: string, process: ChildProcess, folder: string) {
    this.url = url;
    this.password = password;
    this.process = process;
    this.folder = folder;
  }

  /** Starts `talaan serve` on an empty folder, or `talaan demo`, and waits until it answers. */
  static async start(kind: 'serve' | 'demo', listen = '127.0.0.1:0', folder = mkdtempSync(join(tmpdir(), 'talaan-e2e-')), more: string[] = []): Promise<Hospital> {
    const child = spawn(program, [kind, '--data', folder, '--listen', listen, ...more], { stdio: ['ignore', 'pipe', 'ignore'] });
    const url = await new Promise<string>((found, failed) => {
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        const at = /https?:\/\/\S+/.exec(text);
        if (at) found(at[0]);
      });
      child.on('exit', (code) => { failed(new Error(`the server stopped with ${String(code)}: ${text}`)); });
    });
    return new Hospital(url, kind === 'demo' ? 'talaan-demo' : 'a long enough password', child, folder);
  }

  /** Stops the server and keeps its data, so that it can be started again. */
  async halt(): Promise<{ listen: string; folder: string }> {
    await new Promise<void>((done) => {
      this.process.on('exit', () => { done(); });
      this.process.kill('SIGTERM');
    });
    return { listen: new URL(this.url).host.replace('localhost', '127.0.0.1'), folder: this.folder };
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) await this.halt();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Calls the API as a user, the way a script does. */
  async api(userId: string): Promise<(method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>> {
    const signIn = await fetch(`${this.url}/api/v1/sessions`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ user_id: userId, password: this.password }),
    });
    const { token } = await signIn.json() as { token: string };
    return async (method, path, body) => {
      const answer = await fetch(`${this.url}/api/v1${path}`, {
        method, headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${token}` }, body: body === undefined ? undefined : JSON.stringify(body),
      });
      const text = await answer.text();
      if (!answer.ok) throw new Error(`${method} ${path}: ${String(answer.status)} ${text}`);
      return text === '' ? {} : JSON.parse(text) as Record<string, unknown>;
    };
  }

  /** Opens a browser window of its own, signed in as the user. */
  async station(browser: Browser, userId: string, options: Parameters<Browser['newContext']>[0] = {}): Promise<Page> {
    const context = await browser.newContext({ baseURL: this.url, ...options });
    // A browser without a screen has no printer, and fails at the attempt; that a paper came is seen from the server's answer.
    await context.addInitScript(() => { window.print = () => undefined; });
    const page = await context.newPage();
    await page.goto('/');
    await page.getByLabel('User ID').fill(userId);
    await page.getByRole('textbox', { name: /^Password/ }).fill(this.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('navigation').first()).toBeVisible();
    return page;
  }
}

export const test = base.extend<object, { demo: Hospital; fresh: Hospital }>({
  demo: [async ({}, use) => {
    const h = await Hospital.start('demo');
    await use(h);
    await h.stop();
  }, { scope: 'worker' }],
  fresh: [async ({}, use) => {
    const h = await Hospital.start('serve');
    await use(h);
    await h.stop();
  }, { scope: 'worker' }],
});

export { expect };
