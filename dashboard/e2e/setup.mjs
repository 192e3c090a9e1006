// An organization of its own for every file of tests, made the way a customer
// makes one: sign up, open the mail, set a password.
import { after, before } from 'node:test';
import { launch, people, url, visitor } from './browser.mjs';
import { linkFor } from './mailbox.mjs';

let browser;

/** Starts Chromium for the file's tests and stops it behind them. */
export function withBrowser() {
  before(async () => { browser = await launch(); });
  after(async () => { await browser?.close(); });
  return (options) => visitor(browser, options);
}

/** What a mail scanner does that runs JavaScript: opens the link, as often as it likes, and presses nothing. */
export async function scan(visit, link, times = 2) {
  for (let i = 0; i < times; i++) {
    const { page, context, trouble } = await visit();
    await page.goto(link);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('form').waitFor();
    await context.close();
    if (trouble.length > 0) throw new Error(`${link}: ${trouble.join('; ')}`);
  }
}

export const unique = () => Math.random().toString(36).slice(2, 10);

export async function post(path, body, cookie) {
  const r = await fetch(url + path, {
    method: 'POST', headers: { 'Content-Type': 'application/json', Origin: url, ...(cookie && { Cookie: cookie }) }, body: JSON.stringify(body),
  });
  const answer = await r.json();
  if (!r.ok) throw new Error(`${path}: ${r.status} ${JSON.stringify(answer)}`);
  return { answer, cookie: r.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ') };
}

/** A new organization with an active Owner and an active Auditor. */
export async function newOrganization(name = `Test ${unique()}`) {
  const tag = unique();
  const owner = `owner-${tag}@test.example`;
  const auditor = `auditor-${tag}@test.example`;
  const made = await post('/v1/organizations', { name, owner: { email: owner, first_name: 'Olive', last_name: 'Ownerson' } });
  const org = made.answer.organization.id;
  const { cookie } = await accept(owner);
  await invite({ org, cookie }, { email: auditor, first_name: 'Audrey', last_name: 'Tor', role: 'auditor' });
  await accept(auditor);
  return { org, name, owner, auditor, tag, cookie, ownerId: made.answer.owner.id };
}

/** Invites somebody by the API. */
export async function invite({ org, cookie }, user) {
  return (await post(`/v1/organizations/${org}/users`, user, cookie)).answer;
}

/** Accepts the latest invitation to an address with the tests' password. */
export async function accept(email) {
  const token = (await linkFor(email, '/invitations/')).split('/invitations/')[1];
  return post(`/v1/invitations/${token}/accept`, { password: people.password });
}
