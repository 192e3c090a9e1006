// Every flow of the dashboard in Chromium, against a system that these tests start and that keeps nothing.
//
//   npm run e2e                            all of them
//   npm run e2e -- users session           those files alone
//   USHER_URL=... USHER_MAILBOX=... USHER_DATABASE=... npm run e2e    against a system that runs
//
// What failed leaves a trace in test-results/, beside the log of the system: npx playwright show-trace <file>
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { defineConfig } from '@playwright/test';
import { findChromium } from './e2e/chromium.ts';
import type { Options } from './e2e/fixtures.ts';

type System = Options['system'];
const results = 'dashboard/test-results';

/** A system on ports that are free now. The workers, which read this file again, find them in the environment. */
async function start(name: string, settings: Record<string, string> = {}) {
  const variable = `USHER_E2E_${name.toUpperCase()}`;
  process.env[variable] ??= (await freePorts(3)).join(' ');
  const [port, mail, db] = process.env[variable].split(' ') as [string, string, string];
  const system: System = { url: `http://localhost:${port}`, mailbox: `http://127.0.0.1:${mail}`, database: `http://127.0.0.1:${db}` };
  const server = {
    name, cwd: '..', url: `${system.url}/healthz`,
    command: `make -s build/usher && mkdir -p ${results} && exec build/usher dev >${results}/${name}.log 2>&1`,
    env: { PORT: port, MAIL_PORT: mail, DB_PORT: db, DATA: 'memory', LIMITS: 'off', ...settings },
    timeout: 300_000, // the first start of all fetches DynamoDB Local and the mailbox
    gracefulShutdown: { signal: 'SIGTERM' as const, timeout: 20_000 },
  };
  return { system, servers: [server] };
}

/** All open at once, so that they differ. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((s) => once(s, 'listening')));
  const ports = servers.map((s) => (s.address() as AddressInfo).port);
  await Promise.all(servers.map((s) => promisify(s.close.bind(s))()));
  return ports;
}

const { USHER_URL: url, USHER_MAILBOX: mailbox = 'http://localhost:8025' } = process.env;
const running = url ? { url: url.replace(/\/$/, ''), mailbox: mailbox.replace(/\/$/, ''), database: process.env.USHER_DATABASE ?? 'http://localhost:8000' } : undefined;
if (!running && !existsSync(new URL('dist/index.html', import.meta.url))) {
  throw new Error('There is no dashboard/dist: run `npm run build` first.');
}

const usher = running ? { system: running, servers: [] } : await start('usher');
// Invitations last days, a proof ten minutes, and an unused session an hour. In this system they end while one looks. It has
// a role of its own too.
const brief = running ? undefined : await start('brief', {
  INVITATION_LIFETIME: '15s', PROOF_LIFETIME: '6s', SESSION_IDLE: '40s', SCHEDULE_EVERY: '2s', ROLES: 'dashboard/e2e/roles.json',
});

const executablePath = findChromium();
if (executablePath) process.env.PLAYWRIGHT_CHROMIUM = executablePath;

// The README's pictures are drawn by `npm run pictures` only.
const pictures = process.env.PICTURES ? [] : ['readme.spec.ts'];

const inBrief = ['expiry.spec.ts', 'proof.spec.ts', 'idle.spec.ts', 'roles.spec.ts'];

const on = (system: System) => ({ baseURL: system.url, system });

export default defineConfig<object, Options>({
  testDir: 'e2e',
  outputDir: 'test-results',
  webServer: [...usher.servers, ...(brief?.servers ?? [])],
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
    // What was done and asked, and a picture at the end. Snapshots of every step would cost a fifth of the time.
    trace: { mode: 'retain-on-failure', screenshots: false, snapshots: false },
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath,
      args: [
        '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
        '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ],
    },
  },
  // The longest first, so that the last to end does not run alone.
  projects: [
    { name: 'pages', testMatch: 'pages.spec.ts', use: on(usher.system) },
    ...(brief ? [{ name: 'brief', testMatch: inBrief, use: on(brief.system) }] : []),
    { name: 'flows', testIgnore: ['pages.spec.ts', ...inBrief, ...pictures], use: on(usher.system) },
  ],
});
