// Whose product it is: the name, logo, colour, support address and upgrade link that a deployment sets in /config.js.
import type { Page } from '@playwright/test';
import { expect, heading, type Organization, password, test, unique } from './fixtures.ts';

type Config = { product?: string; logo?: string; support?: string; upgrade?: string; colors?: Record<string, string> };

/** As `usher dev` serves it where PRODUCT_NAME and its like are set. */
const serve = (page: Page, config: Config) => page.route('/config.js', (route) => route.fulfill({
  contentType: 'text/javascript; charset=utf-8', body: `globalThis.usherConfig = ${JSON.stringify(config)};`,
}));
const acme: Config = {
  product: 'Acme Studio', logo: '/icon.svg?acme', support: 'help@acme.example',
  colors: { filled: '#7b2d8b', on_light: '#7b2d8b', on_dark: '#c39bcb' },
};

let org: Organization;
test.beforeAll(async ({ usher }) => {
  org = await usher.newOrganization('Full House');
  for (let i = 0; i < 8; i++) {
    await usher.invite(org, { email: `seat-${i}-${unique()}@test.example`, first_name: 'Seat', last_name: `Number ${i}`, role: 'auditor' });
  }
});

const colour = (page: Page, name: string) => page.getByRole('button', { name }).evaluate((b) => getComputedStyle(b).backgroundColor);

test('the sign-in, an invitation and the header carry name, logo and colour', async ({ visit, usher }) => {
  const page = await visit();
  await serve(page, acme);
  await page.goto('/sign-in');
  await expect(heading(page, 'Sign in')).toBeVisible();
  await expect(page).toHaveTitle('Sign in · Acme Studio');
  await expect(page.getByText('Acme Studio')).toBeVisible();
  await expect(page.locator('main img')).toHaveAttribute('src', '/icon.svg?acme');
  await expect(page.locator('link[rel=icon]')).toHaveAttribute('href', '/icon.svg?acme');
  expect(await colour(page, 'Sign in')).toBe('rgb(123, 45, 139)');
  const email = `invited-${unique()}@test.example`;
  const other = await usher.newOrganization();
  await usher.invite(other, { email, first_name: 'Ina', last_name: 'Vited', role: 'auditor' });
  await page.goto(await usher.linkFor(email, '/invitations/'));
  await expect(page).toHaveTitle(/ · Acme Studio$/);
  await expect(page.locator('main').getByText('Acme Studio')).toBeVisible();
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(org.owner);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('banner').getByText('Acme Studio')).toBeVisible();
  await expect(page.getByRole('banner').getByText('Full House')).toBeVisible();
  await expect(page).toHaveTitle('Users · Acme Studio');
});

test('without settings it is Usher, and names nobody to write to', async ({ visit }) => {
  const page = await visit();
  await page.goto('/invitations/not-a-token');
  await expect(page).toHaveTitle(/ · Usher$/);
  await expect(page.locator('[data-support]')).toHaveCount(0);
});

test('pages of errors say whom to write to, with the id to report', async ({ visit, signedIn }) => {
  const page = await visit();
  await serve(page, acme);
  await page.goto('/invitations/not-a-token');
  await expect(page.locator('[data-support]')).toHaveText('For help, write to help@acme.example');
  const owner = await signedIn(org.owner, org);
  await serve(owner, acme);
  await owner.route(`/v1/organizations/${org.org}`, (route) => route.fulfill({
    status: 500, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'Internal', status: 500, code: 'internal', request_id: 'req-1' }),
  }));
  await owner.goto(`/organizations/${org.org}/settings/organization`);
  await expect(owner.locator('[data-support] a')).toHaveAttribute('href', 'mailto:help@acme.example?subject=Acme%20Studio%3A%20req-1');
});

test('over the plan it is said how many have to go, and drawn where the plan ends', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.route(/\/v1\/organizations\/[^/]+$/, async (route) => {
    const response = await route.fetch();
    const seats = { limit: 10, used: 40, active: 34, invited: 4, blocked: 2, expired: 0, available: 0 };
    await route.fulfill({ response, json: { ...(await response.json()), seats } });
  });
  await page.reload();
  await expect(page.getByText('10 seats in your plan, 30 more in use')).toBeVisible();
  await expect(page.getByText(/To create a user again, free 31 seats/)).toBeVisible();
  await expect(page.getByRole('link', { name: 'Show the 4 invitations that hold seats' })).toBeVisible();
  await expect(page.locator('[data-kind=limit]')).toHaveAttribute('style', /left: 25%/);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
});

test('a full plan says where to get more seats', async ({ signedIn, usher }) => {
  const page = await signedIn(org.owner, org);
  const more = page.locator('[data-seats-full] [data-more-seats]');
  await expect(page.locator('[data-seats-full]')).toBeVisible();
  await expect(more, 'an Owner who is alone has nobody to ask').toHaveCount(0);
  await serve(page, { support: 'help@acme.example' });
  await page.reload();
  await expect(more).toHaveAttribute('href', 'mailto:help@acme.example?subject=More%20seats%20for%20Full%20House');
  await page.unroute('/config.js');
  await serve(page, { support: 'help@acme.example', upgrade: 'https://acme.example/plans' });
  await page.reload();
  await expect(more).toHaveAttribute('href', 'https://acme.example/plans');
  await expect(more).toHaveText('Get more seats');
  await page.goto(`/organizations/${org.org}/settings/users?create=true`);
  const dialog = page.getByRole('dialog');
  await expect(dialog.locator('[data-seats-full]'), 'before four fields are filled in').toContainText('All 10 seats in your plan are taken.');
  await dialog.getByLabel('First name').fill('One');
  await dialog.getByLabel('Email').fill(`late-${unique()}@test.example`);
  await dialog.getByRole('radio', { name: /Auditor/ }).check();
  await dialog.getByRole('button', { name: 'Create user' }).click();
  await expect(dialog.locator('[data-more-seats]')).toHaveAttribute('href', 'https://acme.example/plans');
  const both = await usher.newOrganization('Two Owners');
  const second = `second-${unique()}@test.example`;
  await usher.invite(both, { email: second, first_name: 'Sec', last_name: 'Ond', role: 'owner' });
  await usher.accept(second);
  for (let i = 0; i < 7; i++) {
    await usher.invite(both, { email: `seat-${i}-${unique()}@test.example`, first_name: 'Seat', last_name: `Number ${i}`, role: 'auditor' });
  }
  const owner = await signedIn(both.owner, both);
  await expect(owner.locator('[data-seats-full] [data-more-seats]')).toHaveAttribute('href', `mailto:${second}?subject=More%20seats%20for%20Two%20Owners`);
});
