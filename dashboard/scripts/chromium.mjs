// Finds a Chromium for the tests, and gets one where there is none:
//
//   1. $CHROMIUM, if set
//   2. chromium, chromium-browser or google-chrome on the PATH
//   3. what playwright has downloaded before
//   4. Debian's package, where this runs as root and there is apt-get
//   5. playwright's own download
//
// `node scripts/chromium.mjs` prints where it is.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** The program to start, or undefined for playwright's own. Throws where there is none and none can be had. */
export async function findChromium(log = console.error) {
  const named = process.env.CHROMIUM;
  if (named) {
    if (!works(named)) throw new Error(`CHROMIUM is ${named}, which does not start.`);
    return named;
  }
  const found = onPath();
  if (found) return found;
  if (await ownStarts()) return undefined;
  if (process.getuid?.() === 0 && has('apt-get')) {
    log('There is no Chromium: installing Debian’s package.');
    const installed = install() && onPath();
    if (installed) return installed;
  }
  log('There is no Chromium: downloading playwright’s.');
  const cli = join(dirname(createRequire(import.meta.url).resolve('playwright-core/package.json')), 'cli.js');
  // Not to this program's output: that is the answer.
  const got = spawnSync(process.execPath, [cli, 'install', 'chromium-headless-shell'], { stdio: ['ignore', 2, 2] });
  if (got.status === 0 && await ownStarts(log)) return undefined;
  throw new Error('No Chromium was found and none could be had. Install one, or set CHROMIUM to where it is.');
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find(works);
}

/** Whether it tells its version: Ubuntu has a chromium-browser that only says where to get it. */
function works(program) {
  const told = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  return told.status === 0 && /Chrom/.test(told.stdout);
}

async function ownStarts(log = () => {}) {
  try {
    await (await chromium.launch({ args: ['--no-sandbox'] })).close();
    return true;
  } catch (error) {
    log(error.message.split('\n').slice(0, 8).join('\n'));
    return false;
  }
}

function has(program) {
  return spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;
}

function install() {
  const apt = (...args) => spawnSync('apt-get', args, {
    stdio: ['ignore', 2, 2], env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  }).status === 0;
  return apt('update', '-qq') && apt('install', '-y', '-qq', '--no-install-recommends', 'chromium');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    console.log((await findChromium()) ?? chromium.executablePath());
  } catch (error) {
    console.error(error.message);
    process.exit(1);
  }
}
