import type { Page } from '@playwright/test';
import { api, expect, heading, type Organization, sixtyUsers, test, unique } from './fixtures.ts';

let org: Organization;
type LayoutShift = PerformanceEntry & { hadRecentInput: boolean; value: number };
declare global {
  interface Window { shifted: number }
}

type Made = { id: string; email: string };
const made = {} as Record<'Zoë' | 'Bob' | 'Carla' | 'Dan', Made>;
test.beforeAll(async ({ usher }) => {
  org = await usher.newOrganization('Users Ltd');
  for (const [first, last, role] of [['Zoë', 'Ångström', 'auditor'], ['Bob', 'Zimmer', 'owner'], ['Carla', 'Young', 'auditor'], ['Dan', 'Xavier', 'auditor']] as const) {
    const email = `${first.normalize('NFD').replace(/\P{ASCII}/gu, '').toLowerCase()}-${unique()}@test.example`;
    made[first] = await usher.invite(org, { email, first_name: first, last_name: last, role });
  }
  await usher.accept(made.Bob.email);
  await usher.accept(made.Carla.email);
});

const names = (page: Page) => page.locator('tbody [data-name] a');
const userUrl = (user: { id: string }) => `/organizations/${org.org}/settings/users/${user.id}`;

test('search, filters and sort are in the address, and survive a reload and the way back', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await expect(page.getByText('6 users', { exact: true })).toBeVisible();
  await expect(names(page)).toHaveText(['Zoë Ångström', 'Olive Ownerson', 'Audrey Tor', 'Dan Xavier', 'Carla Young', 'Bob Zimmer']);
  await page.getByRole('searchbox', { name: 'Search' }).pressSequentially('zo');
  await expect(page.getByText('1 user', { exact: true })).toBeVisible();
  await expect(names(page)).toHaveText(['Zoë Ångström']);
  await expect(page).toHaveURL(/[?&]q=zo/);
  await page.getByRole('link', { name: 'Zoë Ångström' }).click();
  await expect(heading(page, 'Zoë Ångström')).toBeVisible();
  await page.goBack();
  await expect(page.getByText('1 user', { exact: true })).toBeVisible();
  await expect(page.getByRole('searchbox', { name: 'Search' })).toHaveValue('zo');
  await page.getByRole('searchbox', { name: 'Search' }).fill('nobody at all');
  await expect(page.getByText('Nobody found for “nobody at all”')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the search' }).click();
  await expect(page.getByText('6 users', { exact: true })).toBeVisible();
  await expect(page.getByRole('searchbox', { name: 'Search' })).toHaveValue('');
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused();
  await page.getByRole('button', { name: /^Active/ }).click();
  await page.getByLabel('Role', { exact: true }).selectOption('auditor');
  await expect(page.getByText('2 users', { exact: true })).toBeVisible();
  await page.reload();
  await expect(page.getByText('2 users', { exact: true })).toBeVisible();
  await expect(names(page)).toHaveText(['Audrey Tor', 'Carla Young']);
  await expect(page.getByRole('button', { name: /^Active/ })).toHaveAttribute('aria-pressed', 'true');
  await page.goto(`/organizations/${org.org}/settings/users?sort=-name`);
  await expect(page.getByText('6 users', { exact: true })).toBeVisible();
  await expect(names(page)).toHaveText(['Bob Zimmer', 'Carla Young', 'Dan Xavier', 'Audrey Tor', 'Olive Ownerson', 'Zoë Ångström']);
  await page.getByRole('button', { name: 'Email' }).click();
  await page.waitForURL(/sort=email/);
  await expect(names(page).first()).toHaveText('Audrey Tor');
  await expect(page.getByRole('columnheader', { name: 'Email' })).toHaveAttribute('aria-sort', 'ascending');
});

test('a search finds any word of a name, either order, and domains; it is in the order of what matched', async ({ signedIn, usher }) => {
  const other = await usher.newOrganization('Vries BV');
  for (const [first, last, email] of [
    ['Jan', 'de Vries', 'jan@groot.example'], ['Vera', 'Vriesman', 'vera@groot.example'], ['Max', 'O’Neill', 'max@möstermann.swiss'],
  ] as const) await usher.invite(other, { email, first_name: first, last_name: last, role: 'auditor' });
  const page = await signedIn(other.owner, other);
  const finds = async (q: string, found: string[]) => {
    await page.getByRole('searchbox', { name: 'Search' }).fill(q);
    await page.waitForURL((url) => url.searchParams.get('q') === q);
    await expect(names(page)).toHaveText(found);
  };
  const byName = page.getByRole('columnheader', { name: 'Name (by last name)' });
  await expect(byName).toHaveAttribute('aria-sort', 'ascending');
  await finds('vries', ['Jan de Vries', 'Vera Vriesman']);
  await expect(byName).toHaveAttribute('aria-sort', 'none');
  await finds('Vries, Jan', ['Jan de Vries']);
  await finds('@groot', ['Jan de Vries', 'Vera Vriesman']);
  await finds("o'neill", ['Max O’Neill']);
  await finds('max@möster', ['Max O’Neill']);
  await finds('vries', ['Jan de Vries', 'Vera Vriesman']);
  await page.getByRole('button', { name: 'Name (by last name)' }).click();
  await page.waitForURL(/sort=name/);
  await expect(byName).toHaveAttribute('aria-sort', 'ascending');
  await page.getByRole('button', { name: /^Blocked/ }).click();
  await expect(page.getByText('Nobody found for “vries”')).toBeVisible();
  await expect(page.getByText('Only users with these filters were searched: Blocked.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await expect(names(page)).toHaveText(['Jan de Vries', 'Vera Vriesman']);
  await expect(page.getByRole('searchbox', { name: 'Search' })).toBeFocused();
});

test('pages follow each other without losing the place', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  // The real service, with pages of two: an organization of ten has but one page of 25.
  await page.route(/\/users\?.*limit=25/, (route) => route.continue({ url: route.request().url().replace('limit=25', 'limit=2') }));
  const asked: string[] = [];
  page.on('request', (r) => { if (/\/users\?(?!.*attention)/.test(r.url())) asked.push(r.url()); });
  await page.reload();
  await expect(page.getByText('6 users', { exact: true })).toBeVisible();
  // Thin pages are followed until there is a page's worth: all six, in three requests.
  expect(asked.length).toBe(3);
  expect(new Set(await names(page).allTextContents()).size).toBe(6);
});

test('show more stays open over a reload', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await sixtyUsers(page, org.org);
  await page.reload();
  await expect(page.getByText('25 users shown, there are more')).toBeVisible();
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(page.getByText('50 users shown, there are more')).toBeVisible();
  await page.reload();
  await expect(page.getByText('50 users shown, there are more')).toBeVisible();
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(page.getByText('60 users', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Show more' })).toHaveCount(0);
  await page.getByRole('button', { name: 'Name (by last name)' }).click();
  await page.waitForURL(/sort=-name/);
  await expect(page.getByText('60 users', { exact: true })).toBeVisible();
  await expect(names(page)).toHaveCount(60);
});

test('edit a name and a role', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.goto(userUrl(made.Dan));
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit Dan Xavier' });
  await dialog.getByLabel('First Name').fill('Daniel');
  await dialog.getByRole('radio', { name: 'Owner' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(heading(page, 'Daniel Xavier')).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByText('Full access')).toBeVisible();
  await page.waitForFunction(() => document.activeElement?.textContent === 'Edit'); // the focus is back
});

test('two Owners edit at once: a choice, and no change lost', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.goto(userUrl(made.Carla));
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: /^Edit Carla/ });
  await dialog.getByLabel('First Name').fill('Carlotta');
  const theirs = await api(page, 'PATCH', `/v1/organizations/${org.org}/users/${made.Carla.id}`, { first_name: 'Karla', last_name: 'Younger' });
  expect(theirs.status).toBe(200);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const choice = page.getByRole('alertdialog');
  await expect(choice.getByRole('row', { name: 'First Name Carlotta Karla' })).toBeVisible();
  await expect(choice.getByRole('row', { name: /^Last Name/ })).toHaveCount(0); // theirs alone: kept
  await choice.getByRole('button', { name: 'Save mine over theirs' }).click();
  await expect(heading(page, 'Carlotta Younger')).toBeVisible();
  // And the other way.
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('dialog').getByLabel('First Name').fill('Charlotte');
  await api(page, 'PATCH', `/v1/organizations/${org.org}/users/${made.Carla.id}`, { first_name: 'Karla' });
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await expect(heading(page, 'Karla Younger')).toBeVisible();
  // Where the changes do not touch, nobody is asked.
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('dialog').getByLabel('Last Name').fill('Youngest');
  await api(page, 'PATCH', `/v1/organizations/${org.org}/users/${made.Carla.id}`, { first_name: 'Carola' });
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(heading(page, 'Carola Youngest')).toBeVisible();
  await expect(page.getByRole('alertdialog')).toHaveCount(0);
  await api(page, 'PATCH', `/v1/organizations/${org.org}/users/${made.Carla.id}`, { first_name: 'Karla', last_name: 'Younger' });
});

test('block is out at the next request, and undo lets in again', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  const bob = await signedIn(made.Bob.email, org);
  await page.goto(userUrl(made.Bob));
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(page.getByText('Bob Zimmer is blocked')).toBeVisible();
  await bob.getByRole('link', { name: 'My profile' }).click();
  await expect(heading(bob, 'You are blocked in Users Ltd')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(page.getByText('Bob Zimmer is unblocked.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Block', exact: true })).toBeVisible();
  await bob.reload();
  await expect(heading(bob, 'My profile')).toBeVisible();
  // Without undo, by its own button.
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await page.getByRole('button', { name: 'Unblock' }).click();
  await expect(page.getByRole('button', { name: 'Block', exact: true })).toBeVisible();
});

test('keys end with whose they are, unless one takes them over', async ({ usher, signedIn }) => {
  const maker = `maker-${unique()}@test.example`;
  const made = await usher.invite(org, { email: maker, first_name: 'Mae', last_name: 'Keyes', role: 'owner' });
  const { cookie } = await usher.accept(maker);
  const key = async (name: string) => (await usher.post(`/v1/organizations/${org.org}/api-keys`, { name, role: 'auditor' }, cookie)).answer.secret;
  const ask = async (secret: string) => (await fetch(`${usher.url}/v1/organizations/${org.org}`, { headers: { Authorization: `Bearer ${secret}` } })).status;
  const [first, second] = [await key('hourly report'), await key('weekly report')];
  await usher.post(`/v1/organizations/${org.org}/users`, { email: `heir-${unique()}@test.example`, first_name: 'Ida', last_name: 'Heyr', role: 'owner' }, cookie);
  const page = await signedIn(org.owner, org);
  await page.goto(userUrl(made));
  await expect(page.getByRole('region', { name: 'API keys created by this user' }).getByText('hourly report')).toBeVisible();
  // Blocked, with the keys kept.
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Block Mae Keyes?' });
  await expect(dialog.getByText('2 API keys of theirs will be revoked')).toBeVisible();
  await expect(dialog.getByText('1 invitation to be an Owner that they sent will be cancelled.')).toBeVisible();
  await expect(dialog.getByText('weekly report')).toBeVisible();
  await dialog.getByLabel('Keep these keys working').check();
  await expect(dialog.getByText('2 API keys of theirs will become yours')).toBeVisible();
  await dialog.getByRole('button', { name: 'Block' }).click();
  await expect(page.getByText('Mae Keyes is blocked')).toBeVisible();
  expect([await ask(first), await ask(second)]).toEqual([200, 200]);
  // Unblocked, and removed with the key made since.
  await page.getByRole('button', { name: 'Unblock' }).click();
  await expect(page.getByText('Mae Keyes is unblocked')).toBeVisible();
  const third = await key('monthly report');
  await page.reload();
  await page.getByRole('button', { name: 'Remove' }).click();
  const remove = page.getByRole('dialog', { name: 'Remove Mae Keyes?' });
  await expect(remove.getByText('1 API key of theirs will be revoked')).toBeVisible();
  await remove.getByRole('textbox').fill(maker);
  await remove.getByRole('button', { name: 'Remove user' }).click();
  await expect(page.getByText('Mae Keyes has been removed.')).toBeVisible();
  expect([await ask(first), await ask(second), await ask(third)]).toEqual([200, 200, 401]);
});

test('a refused block is taken back and explained', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  const me = await api(page, 'GET', `/v1/organizations/${org.org}/users/${made.Bob.id}`);
  expect(me.body.status).toBe('active');
  const bob = await signedIn(made.Bob.email, org);
  await bob.goto(userUrl(made.Carla)); // who has neither keys nor invited an Owner: nothing is asked first
  await expect(bob.getByRole('button', { name: 'Block', exact: true })).toBeVisible();
  // Bob becomes an Auditor, which his page does not know yet.
  await api(page, 'PATCH', `/v1/organizations/${org.org}/users/${made.Bob.id}`, { role: 'auditor' });
  await bob.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(bob.getByText('Your role does not allow this. Ask an Owner.')).toBeVisible();
  await expect(bob.locator('[data-user-status]').first()).toHaveAttribute('data-user-status', 'active');
  await api(page, 'PATCH', `/v1/organizations/${org.org}/users/${made.Bob.id}`, { role: 'owner' });
});

test('a user is blocked, unblocked, given a role and cancelled from the list', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  const menu = async (name: string, item: string) => {
    await page.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: item }).click();
  };
  const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name }) });
  await menu('Bob Zimmer', 'Block');
  await expect(page.getByText('Bob Zimmer is blocked')).toBeVisible();
  await expect(row('Bob Zimmer').locator('[data-user-status]')).toHaveAttribute('data-user-status', 'blocked');
  await menu('Bob Zimmer', 'Unblock');
  await expect(page.getByText('Bob Zimmer is unblocked')).toBeVisible();
  await menu('Bob Zimmer', 'Make Auditor');
  await expect(row('Bob Zimmer').getByText('Auditor')).toBeVisible();
  await menu('Bob Zimmer', 'Make Owner');
  await expect(page.getByText('Bob Zimmer is Owner now.')).toBeVisible();
  // Who never joined is cancelled without typing; the focus comes back to the menu's button when one does not.
  await menu('Daniel Xavier', 'Cancel invitation');
  const dialog = page.getByRole('dialog', { name: 'Cancel the invitation of Daniel Xavier?' });
  await dialog.getByRole('button', { name: 'Keep the invitation' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Actions for Daniel Xavier' })).toBeFocused();
  await expect(row('Daniel Xavier').getByText(/expires in/)).toBeVisible();
});

test('one sees oneself without buttons that would lock oneself out', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.goto(userUrl({ id: org.ownerId }));
  await expect(page.getByText('This is you.')).toBeVisible();
  await expect(page.getByRole('button', { name: /^(Block|Remove)$/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Edit' }).click();
  await expect(page.getByRole('dialog').getByLabel('First Name')).toBeVisible();
  await expect(page.getByRole('dialog').getByRole('radio')).toHaveCount(0);
});

test('remove wants the address typed, says what is lost, and frees the seat', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await expect(page.locator('[data-seats]')).toHaveText('10 seats in your plan, 4 free');
  await page.getByRole('link', { name: 'Zoë Ångström' }).click();
  await page.getByRole('button', { name: 'Cancel invitation' }).click();
  const cancel = page.getByRole('dialog', { name: 'Cancel the invitation of Zoë Ångström?' });
  await expect(cancel.getByText('Their invitation link stops working.')).toBeVisible();
  await cancel.getByRole('button', { name: 'Keep the invitation' }).click();
  await page.goto(userUrl(made.Carla));
  await page.getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove Karla Younger?' });
  await dialog.getByRole('textbox').fill('karla');
  await dialog.getByRole('button', { name: 'Remove user' }).click();
  await expect(dialog.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await page.goto(userUrl(made.Zoë));
  await page.getByRole('button', { name: 'Cancel invitation' }).click();
  await cancel.getByRole('button', { name: 'Cancel invitation' }).click();
  await expect(heading(page, 'Users')).toBeVisible();
  await expect(page.getByText('The invitation of Zoë Ångström is cancelled. Their seat is free.')).toBeVisible();
  await expect(page.getByText('5 users', { exact: true })).toBeVisible();
  await expect(page.locator('[data-seats]')).toHaveText('10 seats in your plan, 5 free');
  await page.goto(userUrl(made.Zoë));
  await expect(heading(page, 'There is nothing here')).toBeVisible();
});

test('a fault shows the id to report, and the request can be retried', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.route(/\/v1\/.*\/users\/usr_/, (route) => route.fulfill({
    status: 500, contentType: 'application/problem+json', body: JSON.stringify({ status: 500, code: 'internal', title: 'Internal error', request_id: 'req_of_the_fault' }),
  }), { times: 1 });
  await page.goto(userUrl(made.Carla));
  await expect(heading(page, 'Something went wrong')).toBeVisible();
  await expect(page.locator('[data-request-id]')).toHaveText('req_of_the_fault');
  await page.getByRole('button', { name: 'Copy the request ID' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('req_of_the_fault');
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(heading(page, 'Karla Younger')).toBeVisible();
  // What a gateway answers has no id.
  await page.route(/\/v1\/.*\/users\/usr_/, (route) => route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' }));
  await page.reload();
  await expect(heading(page, 'Something went wrong')).toBeVisible();
  await expect(page.getByText('report this ID')).toHaveCount(0);
});

test('nothing jumps while a slow service answers', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.addInitScript(() => {
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const e of list.getEntries() as LayoutShift[]) if (!e.hadRecentInput) window.shifted += e.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.route(/\/v1\//, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400 + Math.random() * 400));
    await route.continue();
  });
  for (const path of ['', `/${made.Carla.id}`]) {
    await page.goto(`/organizations/${org.org}/settings/users${path}`);
    await page.waitForLoadState('networkidle');
    const shifted = await page.evaluate(() => window.shifted);
    expect(shifted, path || 'list').toBeLessThan(0.1); // "good" by Web Vitals
  }
});

test('a user is created with the keyboard alone', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
  for (let i = 0; i < 40 && (await focused()) !== 'Create user'; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog').getByLabel('First name')).toBeVisible();
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'first_name');
  await page.keyboard.type('Kay');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Board');
  await page.keyboard.press('Tab');
  await page.keyboard.type(`kay-${unique()}@test.example`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown'); // from Owner to Auditor
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Kay Board')).toBeVisible();
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('H1');
  await page.goBack(); // to the list, not into an empty form
  await expect(heading(page, 'Users')).toBeVisible();
  await expect(page).not.toHaveURL(/create/);
  await expect(page.getByRole('dialog')).toHaveCount(0);
});
