import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { api, people, signIn, url } from './browser.mjs';
import { accept, invite, newOrganization, post, unique, withBrowser } from './setup.mjs';

const visit = withBrowser();
let org;
const made = {};
before(async () => {
  org = await newOrganization('Users Ltd');
  for (const [first, last, role] of [['Zoë', 'Ångström', 'auditor'], ['Bob', 'Zimmer', 'owner'], ['Carla', 'Young', 'auditor'], ['Dan', 'Xavier', 'auditor']]) {
    const email = `${first.normalize('NFD').replace(/\P{ASCII}/gu, '').toLowerCase()}-${unique()}@test.example`;
    made[first] = { email, ...(await invite(org, { email, first_name: first, last_name: last, role })) };
  }
  await accept(made.Bob.email);
  await accept(made.Carla.email);
});

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const names = (page) => page.locator('tbody [role=row] td:first-child a').allTextContents();
const userUrl = (user) => `/organizations/${org.org}/settings/users/${user.id}`;

async function asOwner(options) {
  const v = await visit(options);
  await signIn(v.page, org.owner, people.password, org.name);
  return v;
}

test('search, filters and sort are in the address, and survive a reload and the way back', async () => {
  const { page, trouble } = await asOwner();
  await page.getByText('6 users', { exact: true }).waitFor();
  assert.deepEqual(await names(page), ['Zoë Ångström', 'Olive Ownerson', 'Audrey Tor', 'Dan Xavier', 'Carla Young', 'Bob Zimmer']);
  await page.getByLabel('Search').pressSequentially('zo');
  await page.getByText('1 user', { exact: true }).waitFor();
  assert.deepEqual(await names(page), ['Zoë Ångström']);
  assert.match(page.url(), /[?&]q=zo/);
  await page.getByRole('link', { name: 'Zoë Ångström' }).click();
  await heading(page, 'Zoë Ångström').waitFor();
  await page.goBack();
  await page.getByText('1 user', { exact: true }).waitFor();
  assert.equal(await page.getByLabel('Search').inputValue(), 'zo');
  await page.getByLabel('Search').fill('nobody at all');
  await page.getByText('Nobody found').waitFor();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await page.getByText('6 users', { exact: true }).waitFor();
  assert.equal(await page.getByLabel('Search').inputValue(), '');
  await page.getByLabel('Status').selectOption('active');
  await page.getByLabel('Role', { exact: true }).selectOption('auditor');
  await page.getByText('2 users', { exact: true }).waitFor();
  await page.reload();
  await page.getByText('2 users', { exact: true }).waitFor();
  assert.deepEqual(await names(page), ['Audrey Tor', 'Carla Young']);
  assert.equal(await page.getByLabel('Status').inputValue(), 'active');
  await page.goto(`/organizations/${org.org}/settings/users?sort=-name`);
  await page.getByText('6 users', { exact: true }).waitFor();
  assert.deepEqual(await names(page), ['Bob Zimmer', 'Carla Young', 'Dan Xavier', 'Audrey Tor', 'Olive Ownerson', 'Zoë Ångström']);
  await page.getByRole('button', { name: 'Email' }).click();
  await page.waitForURL(/sort=email/);
  assert.equal((await names(page))[0], 'Audrey Tor');
  assert.equal(await page.getByRole('columnheader', { name: 'Email' }).getAttribute('aria-sort'), 'ascending');
  assert.deepEqual(trouble, []);
});

test('pages follow each other without losing the place', async () => {
  const { page, context, trouble } = await asOwner();
  // The real service, with pages of two: an organization of ten has but one page of 25.
  await context.route(/\/users\?.*limit=25/, (route) => route.continue({ url: route.request().url().replace('limit=25', 'limit=2') }));
  const asked = [];
  page.on('request', (r) => { if (/\/users\?/.test(r.url())) asked.push(r.url()); });
  await page.reload();
  await page.getByText('6 users', { exact: true }).waitFor();
  // Thin pages are followed until there is a page's worth: all six, in three requests.
  assert.equal(asked.length, 3);
  assert.equal(new Set(await names(page)).size, 6);
  assert.deepEqual(trouble, []);
});

test('show more stays open over a reload', async () => {
  const { page, context, trouble } = await asOwner();
  const all = (await api(page, 'GET', `/v1/organizations/${org.org}/users`)).body.data;
  // 60 users in pages of 25, which the plan here has no room for.
  const many = Array.from({ length: 60 }, (_, i) => ({ ...all[0], id: `usr_${i}`, first_name: `N${i}` }));
  await context.route(/\/v1\/organizations\/[^/]+\/users\?/, (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
    return route.fulfill({ json: { data: many.slice(from, from + 25), next_cursor: from + 25 < 60 ? String(from + 25) : null } });
  });
  await page.reload();
  await page.getByText('25 users shown, more follow').waitFor();
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.getByText('50 users shown, more follow').waitFor();
  await page.reload();
  await page.getByText('50 users shown, more follow').waitFor();
  await page.getByRole('button', { name: 'Show more' }).click();
  await page.getByText('60 users', { exact: true }).waitFor();
  assert.equal(await page.getByRole('button', { name: 'Show more' }).count(), 0);
  await page.getByLabel('Sort').selectOption('-name');
  await page.getByText('60 users', { exact: true }).waitFor();
  assert.equal((await names(page)).length, 60);
  assert.deepEqual(trouble, []);
});

test('edit a name and a role', async () => {
  const { page, trouble } = await asOwner();
  await page.goto(userUrl(made.Dan));
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit Dan Xavier' });
  await dialog.getByLabel('First Name').fill('Daniel');
  await dialog.getByRole('radio', { name: 'Owner' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await heading(page, 'Daniel Xavier').waitFor();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByText('Full control').waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === 'Edit'); // the focus is back
  assert.deepEqual(trouble, []);
});

test('two Owners edit at once: a choice, and no change lost', async () => {
  const { page, trouble } = await asOwner();
  await page.goto(userUrl(made.Carla));
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: /^Edit Carla/ });
  await dialog.getByLabel('First Name').fill('Carlotta');
  const theirs = await api(page, 'PATCH', `/v1/organizations/${org.org}/users/${made.Carla.id}`, { first_name: 'Karla', last_name: 'Younger' });
  assert.equal(theirs.status, 200);
  await dialog.getByRole('button', { name: 'Save' }).click();
  const choice = page.getByRole('alertdialog');
  await choice.getByRole('row', { name: 'First Name Carlotta Karla' }).waitFor();
  await choice.getByRole('row', { name: 'Last Name Younger Younger' }).waitFor(); // theirs alone: kept
  await choice.getByRole('button', { name: 'Save mine over theirs' }).click();
  await heading(page, 'Carlotta Younger').waitFor();
  // And the other way.
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('dialog').getByLabel('First Name').fill('Charlotte');
  await api(page, 'PATCH', `/v1/organizations/${org.org}/users/${made.Carla.id}`, { first_name: 'Karla' });
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await heading(page, 'Karla Younger').waitFor();
  assert.deepEqual(trouble, []);
});

test('block is out at the next request, and undo lets in again', async () => {
  const { page, trouble } = await asOwner();
  const bob = await visit();
  await signIn(bob.page, made.Bob.email, people.password, org.name);
  await page.goto(userUrl(made.Bob));
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await page.getByText('Bob Zimmer is blocked').waitFor();
  await bob.page.getByRole('link', { name: 'My profile' }).click();
  await bob.page.getByText('You are blocked in this organization.').waitFor();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Bob Zimmer is unblocked.').waitFor();
  await page.getByRole('button', { name: 'Block', exact: true }).waitFor();
  await bob.page.reload();
  await heading(bob.page, 'My profile').waitFor();
  // Without undo, by its own button.
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  await page.getByRole('button', { name: 'Unblock' }).click();
  await page.getByRole('button', { name: 'Block', exact: true }).waitFor();
  assert.deepEqual([...trouble, ...bob.trouble], []);
});

test('keys end with who made them, unless one says otherwise', async () => {
  const maker = `maker-${unique()}@test.example`;
  const made = await invite(org, { email: maker, first_name: 'Mae', last_name: 'Keyes', role: 'owner' });
  const { cookie } = await accept(maker);
  const key = async (name) => (await post(`/v1/organizations/${org.org}/api-keys`, { name, role: 'auditor' }, cookie)).answer.secret;
  const ask = async (secret) => (await fetch(`${url}/v1/organizations/${org.org}`, { headers: { Authorization: `Bearer ${secret}` } })).status;
  const [first, second] = [await key('hourly report'), await key('weekly report')];
  const { page, trouble } = await asOwner();
  await page.goto(userUrl(made));
  await page.getByRole('region', { name: 'API keys made by this user' }).getByText('hourly report').waitFor();
  // Blocked, with the keys kept.
  await page.getByRole('button', { name: 'Block', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Block Mae Keyes?' });
  await dialog.getByText('2 API keys they made will be revoked').waitFor();
  await dialog.getByText('weekly report').waitFor();
  await dialog.getByLabel('Keep these keys working').check();
  await dialog.getByText('2 API keys they made will keep working').waitFor();
  await dialog.getByRole('button', { name: 'Block' }).click();
  await page.getByText('Mae Keyes is blocked').waitFor();
  assert.deepEqual([await ask(first), await ask(second)], [200, 200]);
  // Removed, and the keys with them.
  await page.getByRole('button', { name: 'Remove' }).click();
  const remove = page.getByRole('dialog', { name: 'Remove Mae Keyes?' });
  await remove.getByText('2 API keys they made will be revoked').waitFor();
  await remove.getByRole('textbox').fill(maker);
  await remove.getByRole('button', { name: 'Remove for good' }).click();
  await page.getByText('Mae Keyes is removed.').waitFor();
  assert.deepEqual([await ask(first), await ask(second)], [401, 401]);
  assert.deepEqual(trouble, []);
});

test('a refused block is taken back and explained', async () => {
  const { page, trouble } = await asOwner();
  const me = await api(page, 'GET', `/v1/organizations/${org.org}/users/${made.Bob.id}`);
  assert.equal(me.body.status, 'active');
  const bob = await visit();
  await signIn(bob.page, made.Bob.email, people.password, org.name);
  await bob.page.goto(userUrl({ id: org.ownerId }));
  await bob.page.getByRole('button', { name: 'Block', exact: true }).waitFor();
  // Meanwhile Bob is made an Auditor: his page does not know yet.
  await api(page, 'PATCH', `/v1/organizations/${org.org}/users/${made.Bob.id}`, { role: 'auditor' });
  await bob.page.getByRole('button', { name: 'Block', exact: true }).click();
  await bob.page.getByText('Your role does not allow this. Ask an Owner.').waitFor();
  assert.equal(await bob.page.locator('[data-user-status]').first().getAttribute('data-user-status'), 'active');
  await api(page, 'PATCH', `/v1/organizations/${org.org}/users/${made.Bob.id}`, { role: 'owner' });
  assert.deepEqual([...trouble, ...bob.trouble], []);
});

test('one sees oneself without buttons that would lock oneself out', async () => {
  const { page, trouble } = await asOwner();
  await page.goto(userUrl({ id: org.ownerId }));
  await page.getByText('This is you.').waitFor();
  assert.equal(await page.getByRole('button', { name: /^(Block|Remove)$/ }).count(), 0);
  await page.getByRole('button', { name: 'Edit' }).click();
  assert.equal(await page.getByRole('dialog').getByRole('radio').count(), 0);
  assert.deepEqual(trouble, []);
});

test('remove wants the address typed, says what is lost, and frees the seat', async () => {
  const { page, trouble } = await asOwner();
  const before = await page.locator('[data-seats]').textContent();
  await page.getByRole('link', { name: 'Zoë Ångström' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  const dialog = page.getByRole('dialog', { name: 'Remove Zoë Ångström?' });
  await dialog.getByText('Their invitation link stops working.').waitFor();
  await dialog.getByRole('textbox').fill('zoë');
  await dialog.getByRole('button', { name: 'Remove for good' }).click();
  assert.equal(await dialog.getByRole('textbox').getAttribute('aria-invalid'), 'true');
  await dialog.getByRole('textbox').fill(made['Zoë'].email.toUpperCase());
  await dialog.getByRole('button', { name: 'Remove for good' }).click();
  await heading(page, 'Users').waitFor();
  await page.getByText('Zoë Ångström is removed. Their seat is free.').waitFor();
  await page.getByText('5 users', { exact: true }).waitFor();
  assert.notEqual(await page.locator('[data-seats]').textContent(), before);
  await page.goto(userUrl(made['Zoë']));
  await heading(page, 'There is nothing here').waitFor();
  assert.deepEqual(trouble, []);
});

test('a fault shows the id to report, and can be tried again', async () => {
  const { page, context, trouble } = await asOwner();
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await context.route(/\/v1\/.*\/users\/usr_/, (route) => route.fulfill({
    status: 500, contentType: 'application/problem+json', body: JSON.stringify({ status: 500, code: 'internal', title: 'Internal error', request_id: 'req_of_the_fault' }),
  }), { times: 1 });
  await page.goto(userUrl(made.Carla));
  await heading(page, 'Something went wrong').waitFor();
  assert.equal(await page.locator('[data-request-id]').textContent(), 'req_of_the_fault');
  await page.getByRole('button', { name: 'Copy the request id' }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), 'req_of_the_fault');
  await page.getByRole('button', { name: 'Try again' }).click();
  await heading(page, 'Karla Younger').waitFor();
  assert.deepEqual(trouble, []);
});

test('nothing jumps while a slow service answers', async () => {
  const { page, context, trouble } = await asOwner();
  await context.addInitScript(() => {
    window.shifted = 0;
    new PerformanceObserver((list) => {
      for (const e of list.getEntries()) if (!e.hadRecentInput) window.shifted += e.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await context.route(/\/v1\//, async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 400 + Math.random() * 400));
    await route.continue();
  });
  for (const path of ['', `/${made.Carla.id}`]) {
    await page.goto(`/organizations/${org.org}/settings/users${path}`);
    await page.waitForLoadState('networkidle');
    const shifted = await page.evaluate(() => window.shifted);
    assert.ok(shifted < 0.1, `${path || 'list'} shifted by ${shifted}`); // "good" by Web Vitals
  }
  assert.deepEqual(trouble, []);
});

test('a user is created with the keyboard alone', async () => {
  const { page, trouble } = await asOwner();
  const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim());
  for (let i = 0; i < 40 && (await focused()) !== 'Create user'; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByLabel('First name').waitFor();
  await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'first_name');
  await page.keyboard.type('Kay');
  await page.keyboard.press('Tab');
  await page.keyboard.type('Board');
  await page.keyboard.press('Tab');
  await page.keyboard.type(`kay-${unique()}@test.example`);
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown'); // from Owner to Auditor
  await page.keyboard.press('Enter');
  await heading(page, 'Kay Board').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1');
  assert.deepEqual(trouble, []);
});
