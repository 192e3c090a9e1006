import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { api, people, signIn } from './browser.mjs';
import { newOrganization, withBrowser } from './setup.mjs';

const visit = withBrowser();
let org;
before(async () => { org = await newOrganization('Sessions Ltd'); });
const heading = (page, name) => page.getByRole('heading', { level: 1, name });

test('a wrong password is told, and the right one goes on to where one was going', async () => {
  const { page, trouble } = await visit();
  await page.goto(`/organizations/${org.org}/settings/users?status=active`);
  await heading(page, 'Sign in').waitFor();
  await page.getByRole('button', { name: 'Sign in' }).click();
  assert.equal(await page.getByText('Fill this in.').count(), 2);
  await page.getByLabel('Email').fill(org.owner);
  await page.getByLabel('Password', { exact: true }).fill('wrong wrong wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('Wrong e-mail address or password.').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(people.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('2 users', { exact: true }).waitFor();
  assert.match(page.url(), /status=active/);
  assert.deepEqual(trouble, []);
});

test('signing in never leads to another site', async () => {
  for (const to of ['//evil.example/', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
    const { page, context } = await visit();
    await page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
    await page.getByLabel('Email').fill(org.owner);
    await page.getByLabel('Password', { exact: true }).fill(people.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await heading(page, 'Users').waitFor();
    await context.close();
  }
});

test('a session that ended elsewhere asks to sign in, and goes on in the same place', async () => {
  const { page, trouble } = await visit();
  await signIn(page, org.owner, people.password, org.name);
  await api(page, 'DELETE', '/v1/sessions/current');
  await page.getByRole('link', { name: 'My profile' }).click();
  await page.getByText('Your session has ended.').waitFor();
  await page.getByLabel('Email').fill(org.owner);
  await page.getByLabel('Password', { exact: true }).fill(people.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await heading(page, 'My profile').waitFor();
  assert.deepEqual(trouble, []);
});

test('signing out leaves nothing behind', async () => {
  const { page, context, trouble } = await visit();
  await signIn(page, org.owner, people.password, org.name);
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByText('You are signed out.').waitFor();
  await page.goBack();
  await heading(page, 'Sign in').waitFor();
  assert.equal((await context.cookies()).filter((c) => c.value !== '').length, 0);
  assert.deepEqual(trouble, []);
});

test('the language and the appearance are chosen and kept', async () => {
  const { page, trouble } = await visit();
  await signIn(page, org.owner, people.password, org.name);
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await page.getByRole('menuitemradio', { name: 'Nederlands' }).click();
  await heading(page, 'Gebruikers').waitFor();
  assert.equal(await page.evaluate(() => document.documentElement.lang), 'nl');
  await page.getByRole('menuitemradio', { name: 'Donker' }).click();
  assert.equal(await page.evaluate(() => document.documentElement.dataset.mantineColorScheme), 'dark');
  await page.reload();
  await heading(page, 'Gebruikers').waitFor();
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark');
  assert.deepEqual(trouble, []);
});

test('a Dutch browser gets Dutch', async () => {
  const { page, trouble } = await visit({ locale: 'nl-NL' });
  await page.goto('/sign-in');
  await heading(page, 'Inloggen').waitFor();
  assert.deepEqual(trouble, []);
});

test('another organization’s address tells nothing', async () => {
  const other = await newOrganization();
  const { page, trouble } = await visit();
  await signIn(page, org.owner, people.password, org.name);
  await page.goto(`/organizations/${other.org}/settings/users`);
  await heading(page, 'There is nothing here').waitFor();
  assert.deepEqual(trouble, []);
});
