// Runs the tests of e2e/ in Chromium, against `usher dev` on free ports that
// keeps nothing, and stops all it started, whatever becomes of the tests.
//
//   npm run e2e                            all of them
//   npm run e2e -- users session           those files alone
//   USHER_URL=... USHER_MAILBOX=... npm run e2e    against a system that runs
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { findChromium } from './chromium.mjs';

const dashboard = fileURLToPath(new URL('..', import.meta.url));
const root = join(dashboard, '..');
const startTime = 300_000; // the first start of all fetches DynamoDB Local and the mailbox
const stopTime = 20_000;

/** The systems there are: invitations of the second one run out while one looks. */
const systems = [
  { name: 'system', files: (f) => f !== 'expiry.test.mjs', settings: {} },
  { name: 'system where invitations run out', files: (f) => f === 'expiry.test.mjs', settings: { INVITATION_LIFETIME: '15s', SCHEDULE_EVERY: '2s' } },
];

/** What runs: each a leader of its own process group. */
const running = new Set();

function start(command, args, options) {
  const child = spawn(command, args, { detached: true, ...options });
  running.add(child);
  child.ended = new Promise((resolve) => {
    child.once('error', (error) => { console.error(`${command}: ${error.message}`); resolve(1); });
    child.once('exit', (code) => resolve(code ?? 1));
  }).finally(() => running.delete(child));
  return child;
}

function signal(child, name) {
  try {
    process.kill(-child.pid, name);
  } catch { /* it has ended */ }
}

/** Asks it to end, and ends it when it does not. */
async function stop(child) {
  if (!running.has(child)) return;
  signal(child, 'SIGTERM');
  const late = setTimeout(() => signal(child, 'SIGKILL'), stopTime);
  await child.ended;
  clearTimeout(late);
}

/** Ports that are free now, all different. */
async function freePorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, () => new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => resolve(server));
  })));
  const ports = servers.map((s) => s.address().port);
  await Promise.all(servers.map((s) => new Promise((resolve) => s.close(resolve))));
  return ports;
}

/** Starts a system and waits until it is up. Answers what the tests need to know of it. */
async function startSystem(settings) {
  const [port, mail, db] = await freePorts(3);
  const env = { ...process.env, PORT: port, MAIL_PORT: mail, DB_PORT: db, DATA: 'memory', ...settings };
  const child = start(join(root, 'build/usher'), ['dev'], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const up = new Promise((resolve) => {
    const hear = (text) => { said = (said + text).slice(-20_000); if (said.includes('Usher is up')) resolve(true); };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
  });
  const started = await Promise.race([up, child.ended.then(() => false), sleep(startTime, false, { ref: false })]);
  if (!started) {
    await stop(child);
    throw new Error(`usher dev did not start:\n${said}`);
  }
  return { child, said: () => said, env: { ...settings, USHER_URL: `http://localhost:${port}`, USHER_MAILBOX: `http://127.0.0.1:${mail}` } };
}

async function runTests(files, env) {
  const tests = files.map((f) => join('e2e', f));
  // Two files at once: the tests wait more than they work, and each has an organization of its own.
  const child = start(process.execPath, ['--test', '--test-concurrency=2', ...tests], { cwd: dashboard, env: { ...process.env, ...env }, stdio: 'inherit' });
  return child.ended;
}

async function runOn(system, files, chromium) {
  const { child, said, env } = await startSystem(system.settings);
  try {
    const code = await runTests(files, { ...env, ...chromium });
    if (code !== 0) console.error(`The ${system.name} said:\n${said().slice(-4_000)}`);
    return code;
  } finally {
    await stop(child);
  }
}

function build() {
  if (!existsSync(join(dashboard, 'dist/index.html'))) throw new Error('There is no dashboard/dist: run `npm run build` first.');
  const built = spawnSync('make', ['-s', 'build/usher'], { cwd: root, stdio: 'inherit' });
  if (built.status !== 0) throw new Error('usher could not be built.');
}

/** So that the last to end does not run alone. */
const longestFirst = (a, b) => Number(b.startsWith('pages')) - Number(a.startsWith('pages')) || a.localeCompare(b);

async function main(wanted) {
  const files = readdirSync(join(dashboard, 'e2e')).filter((f) => f.endsWith('.test.mjs')).sort(longestFirst)
    .filter((f) => wanted.length === 0 || wanted.some((w) => f.startsWith(w)));
  if (files.length === 0) throw new Error(`No file of e2e/ starts with ${wanted.join(' or ')}.`);
  const path = await findChromium();
  const chromium = path ? { CHROMIUM: path } : {};
  if (process.env.USHER_URL) return runTests(files, chromium);
  build();
  let worst = 0;
  for (const system of systems) {
    const its = files.filter(system.files);
    if (its.length > 0) worst = Math.max(worst, await runOn(system, its, chromium));
  }
  return worst;
}

for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(name, () => void Promise.all([...running].map(stop)).then(() => process.exit(130)));
}
// Whatever else ends this program: nothing is left behind.
process.on('exit', () => { for (const child of running) signal(child, 'SIGKILL'); });

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
