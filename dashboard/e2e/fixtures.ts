// What the tests begin with: the system, visitors, and visitors who are signed in.
import { type BrowserContextOptions, expect, type Page, test as base } from '@playwright/test';
import { type Answer, type Organization, password, type System, Usher } from './usher.ts';

export { expect } from '@playwright/test';
export { type Organization, password, unique } from './usher.ts';

type Fixtures = {
  /** A fresh person: own cookies, own storage. */
  visit: (options?: BrowserContextOptions) => Promise<Page>;
  /** A fresh person with a session, at the organization's users. */
  signedIn: (email: string, org: Organization, options?: BrowserContextOptions) => Promise<Page>;
};
export type Options = { system: System };

export const test = base.extend<Fixtures, Options & { usher: Usher }>({
  system: [{ url: '', mailbox: '', database: '' }, { option: true, scope: 'worker' }],
  usher: [async ({ system }, use) => use(new Usher(system)), { scope: 'worker' }],
  visit: async ({ browser }, use) => {
    const trouble: string[] = [];
    await use(async (options) => {
      const page = await (await browser.newContext(options)).newPage();
      watch(page, trouble);
      return page;
    });
    expect(trouble, 'what the pages complained of').toEqual([]);
    await Promise.all(browser.contexts().map((c) => c.close()));
  },
  signedIn: async ({ visit, usher }, use) => {
    await use(async (email, org, options) => {
      const page = await visit(options);
      const r = await page.request.post('/v1/sessions', { data: { email, password }, headers: { Origin: usher.url } });
      expect(r.ok(), `${email} signs in`).toBe(true);
      await page.goto(`/organizations/${org.org}/settings/users`);
      await expect(heading(page, 'Users')).toBeVisible();
      return page;
    });
  },
});

function watch(page: Page, trouble: string[]): void {
  page.on('pageerror', (e) => trouble.push(`exception: ${e.message}`));
  page.on('console', (m) => {
    // A refused request is logged by the browser itself; the tests look at what the page makes of it.
    if (m.type() === 'error' && !/Failed to load resource/.test(m.text())) trouble.push(`console: ${m.text()}`);
    if (/Content Security Policy/.test(m.text())) trouble.push(`policy: ${m.text()}`);
  });
}

export const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

/** Signs in by the form and goes to the named organization. */
export async function signIn(page: Page, email: string, organization: string, secret = password): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
  const arrived = heading(page, 'Users');
  const choice = heading(page, 'Choose an organization');
  await expect(arrived.or(choice)).toBeVisible();
  if (await choice.isVisible()) await page.getByRole('link', { name: organization }).click();
  await expect(arrived).toBeVisible();
}

/** Chromium's virtual authenticator: a device that keeps passkeys and has verified its user. */
export async function authenticator(page: Page): Promise<void> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } as const;
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
}

/** What a mail scanner does that runs JavaScript: opens the link, as often as it likes, and presses nothing. */
export async function scan(visit: Fixtures['visit'], link: string, times = 2): Promise<void> {
  for (let i = 0; i < times; i++) {
    const page = await visit();
    await page.goto(link);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('form')).toBeVisible();
    await page.context().close();
  }
}

/** Lets a page believe, from its next loading on, that a minute has gone by: what was sent is not "just now" to it. */
export async function aMinuteLater(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const now = Date.now;
    Date.now = () => now() + 60_000;
  });
  await page.reload();
}

/** A request by the page's own session. */
export async function api(page: Page, method: string, path: string, body?: unknown): Promise<{ status: number; body: Answer }> {
  return page.evaluate(async ([m, p, b]) => {
    const r = await fetch(p, { method: m, headers: b ? { 'Content-Type': 'application/json' } : {}, body: b ? JSON.stringify(b) : undefined });
    return { status: r.status, body: r.status === 204 ? null : await r.json() };
  }, [method, path, body] as const);
}

/** From now on the organization's list is answered with 60 users in pages of 25, for which its plan has no room. */
export async function sixtyUsers(page: Page, org: string): Promise<void> {
  const all = (await api(page, 'GET', `/v1/organizations/${org}/users`)).body.data;
  const many = Array.from({ length: 60 }, (_, i) => ({ ...all[0], id: `usr_${i}`, first_name: `N${i}` }));
  await page.route(/\/v1\/organizations\/[^/]+\/users\?/, (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
    return route.fulfill({ json: { data: many.slice(from, from + 25), next_cursor: from + 25 < 60 ? String(from + 25) : null } });
  });
}
