// What happens without a connection: it is told at once, nothing is sent later, and no page is lost.
import type { Page } from '@playwright/test';
import { aMinuteLater, api, expect, heading, type Organization, test, unique } from './fixtures.ts';

let org: Organization;
const made = {} as Record<'Ada' | 'Ben', { id: string; email: string }>;
test.beforeAll(async ({ usher }) => {
  org = await usher.newOrganization('Offline Ltd');
  for (const first of ['Ada', 'Ben'] as const) {
    made[first] = await usher.invite(org, { email: `${first.toLowerCase()}-${unique()}@test.example`, first_name: first, last_name: 'Test', role: 'auditor' });
  }
  await usher.accept(made.Ada.email);
});

const bar = (page: Page) => page.locator('[data-connection-lost]');
const userUrl = (user: { id: string }) => `/organizations/${org.org}/settings/users/${user.id}`;
const unreachable = 'The service cannot be reached. Check your connection.';

/** A page of Ada's where every dialog has been open once, so that its code is there. */
async function adasPage(page: Page): Promise<void> {
  await page.goto(userUrl(made.Ada));
  for (const name of ['Edit', 'Remove']) {
    await page.getByRole('button', { name }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await expect(page.getByRole('dialog')).toBeHidden();
  }
}

test('what is cancelled without a connection does not happen when it is back', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await adasPage(page);
  const sent: string[] = [];
  page.on('request', (r) => { if (r.method() !== 'GET' && r.url().includes('/v1/')) sent.push(r.method()); });
  const actions: [string, (page: Page) => Promise<void>, string][] = [
    ['Remove', (p) => p.getByRole('dialog').getByRole('textbox').fill(made.Ada.email), 'Remove user'],
    ['Edit', (p) => p.getByRole('dialog').getByLabel('First Name').fill('Adele'), 'Save'],
  ];
  for (const [open, fill, submit] of actions) {
    await page.getByRole('button', { name: open }).click();
    await fill(page);
    await page.context().setOffline(true);
    await page.getByRole('dialog').getByRole('button', { name: submit }).click();
    await expect(page.getByRole('dialog').getByText(unreachable)).toBeVisible();
    await expect(bar(page)).toBeVisible();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    sent.length = 0;
    await page.context().setOffline(false);
    await expect(heading(page, 'Ada Test')).toBeVisible();
  }
  await bar(page).getByRole('button', { name: 'Try again' }).click();
  await expect(bar(page)).toBeHidden();
  await page.reload();
  await expect(heading(page, 'Ada Test')).toBeVisible();
  expect(sent).toEqual([]);
});

test('block, resend and leaving the page say that there is no connection', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.goto(userUrl(made.Ben));
  await aMinuteLater(page);
  await expect(heading(page, 'Ben Test')).toBeVisible();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Resend invitation' }).click();
  await expect(page.getByText(unreachable)).toBeVisible();
  await page.context().setOffline(false);
  await page.goto(userUrl(made.Ada));
  await expect(heading(page, 'Ada Test')).toBeVisible();
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(page.getByText(unreachable).first()).toBeVisible();
  await expect(heading(page, 'Ada Test')).toBeVisible();
  await page.context().setOffline(false);
  const { body } = await api(page, 'GET', `/v1/organizations/${org.org}/users/${made.Ada.id}`);
  expect(body.status).toBe('active');
});

test('signing in without a connection says so, and works when it is back', async ({ visit }) => {
  const page = await visit();
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(org.owner);
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.context().setOffline(true);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText(unreachable)).toBeVisible();
  await page.context().setOffline(false);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Wrong email address or password.')).toBeVisible();
  await expect(bar(page)).toBeHidden();
});

test('with the service down, dialogs and pages not loaded yet leave the page that stands', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.goto(userUrl(made.Ada));
  await expect(heading(page, 'Ada Test')).toBeVisible();
  // What an idle moment loads ahead must not be there either.
  await page.route(/\/assets\/|\/v1\//, (route) => route.abort('connectionrefused'));
  await page.getByRole('link', { name: 'Audit log' }).first().click();
  await expect(bar(page)).toBeVisible();
  await expect(heading(page, 'Ada Test')).toBeVisible();
  await expect(page.getByText('has crashed')).toHaveCount(0);
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(page.getByText(unreachable).first()).toBeVisible();
  await expect(heading(page, 'Ada Test')).toBeVisible();
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await expect(page.getByText(unreachable)).toHaveCount(2);
  await expect(heading(page, 'Ada Test')).toBeVisible();
  await page.unroute(/\/assets\/|\/v1\//);
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await page.getByRole('menuitem', { name: 'My profile' }).press('Escape');
  await page.getByRole('link', { name: 'Audit log' }).first().click();
  await expect(heading(page, 'Audit log')).toBeVisible();
  await expect(bar(page)).toBeHidden();
});

test('a list that could not be read says so, and offers another attempt', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.context().setOffline(true);
  await page.getByRole('searchbox').fill('Ada');
  await expect(page.getByRole('alert').getByText(unreachable)).toBeVisible();
  await page.context().setOffline(false); // which reads again by itself
  await expect(page.getByText('1 user', { exact: true })).toBeVisible();
  await page.route(/\/users\?/, (route) => route.abort('connectionrefused'));
  await page.getByRole('searchbox').fill('Ben');
  await expect(page.getByRole('alert').getByText(unreachable)).toBeVisible();
  await page.unroute(/\/users\?/);
  await page.getByRole('alert').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByText('1 user', { exact: true })).toBeVisible();
});

test('somebody blocked sees who is signed in, and can sign out', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  const ada = await signedIn(made.Ada.email, org);
  await api(page, 'POST', `/v1/organizations/${org.org}/users/${made.Ada.id}/block`);
  await ada.reload();
  await expect(heading(ada, 'You are blocked in Offline Ltd')).toBeVisible();
  await expect(ada.getByText(`Signed in as ${made.Ada.email}`)).toBeVisible();
  await ada.goto('/');
  await expect(heading(ada, 'Choose an organization')).toBeVisible();
  await ada.getByRole('button', { name: 'Sign out' }).click();
  await expect(ada.getByText('You are signed out.')).toBeVisible();
});
