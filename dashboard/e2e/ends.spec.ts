// Organizations that end: deleted and restored by an Owner, suspended by the operator.
import { violations } from './axe.ts';
import { api, expect, heading, type Organization, signIn, test } from './fixtures.ts';

let org: Organization;
test.beforeEach(async ({ usher }) => { org = await usher.newOrganization('Ends Ltd'); });

test('an Owner deletes an organization by keyboard, finds it in the list, and restores it', async ({ signedIn, visit }) => {
  const page = await signedIn(org.owner, org);
  await page.goto(`/organizations/${org.org}/settings/organization`);
  await page.getByRole('button', { name: 'Delete organization' }).focus();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Delete Ends Ltd?' });
  const name = dialog.getByLabel('Name of the organization');
  await expect(name).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.type('Ends');
  await page.keyboard.press('Enter');
  await expect(name).toHaveAccessibleDescription(/This is not the name of the organization\./);
  await expect(name).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('button', { name: 'Delete organization' })).toBeFocused();
  expect((await api(page, 'GET', `/v1/organizations/${org.org}`)).status).toBe(200);
  await page.keyboard.press('Enter');
  await expect(name).toBeFocused();
  await page.keyboard.type('Ends  Ltd ');
  await page.keyboard.press('Enter');

  await expect(heading(page, 'Ends Ltd is deleted')).toBeFocused();
  await expect(page.getByRole('timer')).toHaveText(/^13 days, 23 hours$/);
  expect(await violations(page)).toEqual([]);
  await page.goto('/');
  await expect(heading(page, 'Choose an organization')).toBeVisible();
  await expect(page.getByText('Deleted', { exact: true })).toBeVisible();
  expect(await violations(page)).toEqual([]);

  const other = await visit(); // an Auditor has nothing of it
  await other.goto('/sign-in');
  await other.getByLabel('Email').fill(org.auditor);
  await other.getByLabel('Password', { exact: true }).fill('mind the gap at seat 42');
  await other.getByRole('button', { name: 'Sign in' }).click();
  await expect(other.getByText('You are not a member of any organization.')).toBeVisible();

  await page.getByRole('link', { name: /Ends Ltd/ }).click();
  await expect(heading(page, 'Ends Ltd is deleted')).toBeVisible();
  await page.getByRole('button', { name: 'Restore organization' }).click();
  await expect(page.getByText('Ends Ltd is restored.')).toBeVisible();
  await expect(heading(page, 'Users')).toBeVisible();
  await expect(page.getByText('2 users')).toBeVisible();
});

test('who has several organizations goes on in another, and sees in the switcher which is deleted', async ({ signedIn, usher }) => {
  const second = await usher.newOrganization('Second Ltd');
  await usher.invite(second, { email: org.owner, first_name: 'Olive', last_name: 'Ownerson', role: 'auditor' });
  await usher.linkFor(org.owner, '/invitations/', 2);
  await usher.accept(org.owner);
  const page = await signedIn(org.owner, org);
  expect((await api(page, 'DELETE', `/v1/organizations/${org.org}`, { name: 'Ends Ltd' })).status).toBe(204);
  await page.reload();
  await expect(heading(page, 'Ends Ltd is deleted')).toBeVisible();
  await page.goto('/');
  await page.getByRole('link', { name: /Second Ltd/ }).click();
  await expect(heading(page, 'Users')).toBeVisible();
  await page.getByRole('button', { name: /Switch organization/ }).click();
  await expect(page.getByRole('link', { name: /Ends Ltd/ })).toHaveText('Ends LtdDeleted');
  expect(await violations(page)).toEqual([]);
});

test('an Auditor cannot delete an organization', async ({ signedIn }) => {
  const page = await signedIn(org.auditor, org);
  await page.goto(`/organizations/${org.org}/settings/organization`);
  await expect(heading(page, 'Organization')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Plan' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Delete organization' })).toBeHidden();
});

test('a suspended organization says so on every page, and what changes something is refused with the reason', async ({ signedIn, usher, visit }) => {
  const page = await signedIn(org.owner, org);
  const banner = page.getByRole('status').filter({ hasText: 'Ends Ltd is suspended' });
  await expect(banner).toBeHidden();
  await page.goto(`/organizations/${org.org}/settings/organization`);
  await usher.operate('suspend', org.org);
  // The page learns of it from the answer to what it sends.
  await page.getByLabel('Name').fill('Ended Ltd');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('alert').getByText('This organization is suspended: it can be read, but nothing in it can be changed.')).toBeVisible();
  await expect(banner).toBeVisible();
  await expect(page.getByLabel('Name')).toHaveValue('Ended Ltd');
  expect(await violations(page)).toEqual([]);

  const other = await visit();
  await signIn(other, org.auditor, 'Ends Ltd');
  for (const path of ['settings/users', `settings/users/${org.ownerId}`, 'settings/api-keys', 'settings/audit-log', 'flows', 'profile']) {
    await other.goto(`/organizations/${org.org}/${path}`);
    await expect(other.getByText('Ends Ltd is suspended')).toBeVisible();
    await expect(other.getByText('To have it resumed, ask whoever runs Usher for you.')).toBeVisible();
  }

  page.on('dialog', (d) => void d.accept()); // what was typed is not saved
  await page.goto(`/organizations/${org.org}/settings/users?create=true`);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('First Name').fill('Grace');
  await dialog.getByLabel('Email').fill('grace@test.example');
  await dialog.getByRole('radio', { name: 'Auditor' }).check();
  await dialog.getByRole('button', { name: 'Create user' }).click();
  await expect(dialog.getByText('This organization is suspended')).toBeVisible();
  await usher.operate('resume', org.org);
  await dialog.getByRole('button', { name: 'Create user' }).click();
  await expect(page.getByText('Grace has been created.')).toBeVisible();
  await page.reload();
  await expect(heading(page, 'Grace')).toBeVisible();
  await expect(banner).toBeHidden();
});
