// A real Chromium, one for all tests of a file, and a page that remembers
// everything that went wrong on it.
import { chromium } from 'playwright-core';

export const url = (process.env.USHER_URL ?? 'http://localhost:8080').replace(/\/$/, '');

const flags = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/** Starts CHROMIUM, as scripts/chromium.mjs found it, or the one playwright downloaded. */
export function launch() {
  return chromium.launch({ executablePath: process.env.CHROMIUM, args: flags });
}

/** A fresh person: own cookies, own storage. `trouble` fills with whatever a page complains of. */
export async function visitor(browser, options = {}) {
  const context = await browser.newContext({
    baseURL: url, locale: 'en-GB', timezoneId: 'Europe/Amsterdam', viewport: { width: 1280, height: 800 }, ...options,
  });
  context.setDefaultTimeout(10_000);
  const page = await context.newPage();
  const trouble = [];
  page.on('pageerror', (e) => trouble.push(`exception: ${e.message}`));
  page.on('console', (m) => {
    // A refused request is logged by the browser itself; the tests look at what the page makes of it.
    if (m.type() === 'error' && !/Failed to load resource/.test(m.text())) trouble.push(`console: ${m.text()}`);
    if (/Content Security Policy/.test(m.text())) trouble.push(`policy: ${m.text()}`);
  });
  return { context, page, trouble };
}

export const people = {
  owner: 'ada@acme.example',
  auditor: 'grace@acme.example',
  password: 'mind the gap at seat 42',
};

/** Signs in by the form and goes to the named organization. */
export async function signIn(page, email, password = people.password, organization = 'Acme') {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const arrived = page.getByRole('heading', { level: 1, name: 'Users' });
  const choice = page.getByRole('heading', { level: 1, name: 'Choose an organization' });
  await arrived.or(choice).waitFor();
  if (await choice.isVisible()) await page.getByRole('link', { name: organization }).click();
  await arrived.waitFor();
}

/** The organization's id, from the address. */
export function organizationOf(page) {
  return /organizations\/([^/]+)/.exec(page.url())[1];
}

/** A request by the page's own session. */
export async function api(page, method, path, body) {
  return page.evaluate(async ([m, p, b]) => {
    const r = await fetch(p, { method: m, headers: b ? { 'Content-Type': 'application/json' } : {}, body: b ? JSON.stringify(b) : undefined });
    return { status: r.status, body: r.status === 204 ? null : await r.json() };
  }, [method, path, body]);
}
