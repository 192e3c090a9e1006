// Every flow of the dashboard in Chromium, against a system that these tests start and that keeps nothing.
//
//   npm run e2e                            all of them
//   npm run e2e -- users session           those files alone
//   USHER_URL=... USHER_MAILBOX=... npm run e2e    against a system that runs
//
// What failed leaves a trace in test-results/, beside the log of the system: npx playwright show-trace <file>
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { defineConfig } from '@playwright/test';
import { findChromium } from './e2e/chromium.ts';
import type { Options } from './e2e/fixtures.ts';

type System = Options['system'];

/** Starts a system on ports that are free now, which the workers, where this file is read again, find in the environment. */
async function start(name: string, settings: Record<string, string> = {}) {
  const variable = `USHER_E2E_${name.toUpperCase()}`;
  process.env[variable] ??= (await freePorts(3)).join(' ');
  const [port, mail, db] = process.env[variable].split(' ') as [string, string, string];
  const system: System = { url: `http://localhost:${port}`, mailbox: `http://127.0.0.1:${mail}` };
  const server = {
    name, cwd: '..', url: `${system.url}/healthz`,
    command: `make -s build/usher && mkdir -p dashboard/test-results && exec build/usher dev >dashboard/test-results/${name}.log 2>&1`,
    env: { PORT: port, MAIL_PORT: mail, DB_PORT: db, DATA: 'memory', ...settings },
    timeout: 300_000, // the first start of all fetches DynamoDB Local and the mailbox
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 20_000 },
  };
  return { system, server };
}

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => resolve(server));
  })));
  const ports = servers.map((s) => (s.address() as AddressInfo).port);
  await Promise.all(servers.map((s) => new Promise((resolve) => s.close(resolve))));
  return ports;
}

const { USHER_URL: url, USHER_MAILBOX: mailbox = 'http://localhost:8025' } = process.env;
const running = url ? { url: url.replace(/\/$/, ''), mailbox: mailbox.replace(/\/$/, '') } : undefined;
if (!running && !existsSync(new URL('dist/index.html', import.meta.url))) throw new Error('There is no dashboard/dist: run `npm run build` first.');

// Invitations last days. In the second system they expire while one looks.
const usher = running ? { system: running, server: undefined } : await start('usher');
const brief = running ? undefined : await start('brief', { INVITATION_LIFETIME: '15s', SCHEDULE_EVERY: '2s' });

const executablePath = findChromium();
if (executablePath) process.env.PLAYWRIGHT_CHROMIUM = executablePath;

const on = (system: System) => ({ baseURL: system.url, system });

export default defineConfig<object, Options>({
  testDir: 'e2e',
  outputDir: 'test-results',
  webServer: [usher, brief].flatMap((s) => s?.server ?? []),
  workers: 2, // files at once: the tests wait more than they work, and each file has an organization of its own
  retries: 0,
  forbidOnly: !!process.env.CI,
  timeout: 120_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    actionTimeout: 10_000,
    navigationTimeout: 10_000,
    locale: 'en-GB',
    timezoneId: 'Europe/Amsterdam',
    viewport: { width: 1280, height: 800 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
  // The longest first, so that the last to end does not run alone.
  projects: [
    { name: 'pages', testMatch: 'pages.spec.ts', use: on(usher.system) },
    ...(brief ? [{ name: 'expiry', testMatch: 'expiry.spec.ts', use: on(brief.system) }] : []),
    { name: 'flows', testIgnore: ['pages.spec.ts', 'expiry.spec.ts'], use: on(usher.system) },
  ],
});
