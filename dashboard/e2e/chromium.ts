import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium } from '@playwright/test';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const applications = ['Chromium', 'Google Chrome'].map((name) => `/Applications/${name}.app/Contents/MacOS/${name}`);

/**
 * The Chromium to test with, undefined for Playwright's own: $PLAYWRIGHT_CHROMIUM, one that is installed, or one that
 * Playwright has downloaded. Where there is none it is installed: Debian's package as root, else Playwright's download.
 */
export function findChromium(): string | undefined {
  if (process.env.PLAYWRIGHT_CHROMIUM) return process.env.PLAYWRIGHT_CHROMIUM;
  const found = installed();
  if (found || downloaded()) return found;
  if (process.getuid?.() === 0 && run('apt-get', 'update', '-qq')) {
    console.error('There is no Chromium: installing Debian’s package.');
    run('apt-get', 'install', '-y', '-qq', '--no-install-recommends', 'chromium');
    const now = installed();
    if (now) return now;
  }
  console.error('There is no Chromium: downloading Playwright’s.');
  if (run('npx', 'playwright', 'install', 'chromium') && downloaded()) return undefined;
  throw new Error('No Chromium was found and none could be installed. Install one, or set PLAYWRIGHT_CHROMIUM to where it is.');
}

function installed(): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...names.flatMap((name) => folders.map((folder) => join(folder, name))), ...applications].find(works);
}

/** Whether it tells its version: Ubuntu has a chromium-browser that only says where to get it. */
function works(program: string): boolean {
  const told = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 30_000 });
  return told.status === 0 && /Chrom/.test(told.stdout);
}

const downloaded = () => existsSync(chromium.executablePath());

/** Standard output is for what reads the tests' results. */
function run(program: string, ...args: string[]): boolean {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  return spawnSync(program, args, { stdio: ['ignore', 2, 2], env }).status === 0;
}
