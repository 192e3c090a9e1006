// A role that the deployment adds, wherever roles are shown or chosen: roles.json.
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { api, expect, heading, type Organization, password, test, unique } from './fixtures.ts';

let org: Organization;
test.beforeEach(async ({ usher }) => { org = await usher.newOrganization('Roles Ltd'); });

const may = 'Can see users and write invoices.';
const go = (page: Page, path: string) => page.goto(`/organizations/${org.org}/${path}`);

async function inDutch(page: Page): Promise<void> {
  await page.context().addInitScript(() => localStorage.setItem('usher-language', 'nl'));
}

test('an added role is chosen, described, filtered by and audited, in either language; whoever has it is told', async ({ usher, signedIn, visit }) => {
  const page = await signedIn(org.owner, org);
  const email = `brenda-${unique()}@test.example`;
  await page.getByRole('button', { name: 'Create user' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create user' });
  await dialog.getByLabel('First name').fill('Brenda');
  await dialog.getByLabel('Last name').fill('Books');
  await dialog.getByLabel('Email').fill(email);
  const choice = dialog.getByRole('radio', { name: 'Bookkeeper' });
  await expect(choice).toHaveAccessibleDescription(may);
  expect(await violations(page)).toEqual([]);
  await choice.check();
  await dialog.getByRole('button', { name: 'Create user' }).click();
  await expect(heading(page, 'Brenda Books')).toBeVisible();
  await expect(page.locator('[data-user-summary]')).toContainText(`Bookkeeper ${may}`);

  await usher.linkFor(email, '/invitations/');
  const [mail] = await usher.mailsTo(email);
  expect(mail?.body.text?.replace(/\s+/g, ' ')).toContain('Your role will be Bookkeeper: who has it can see users and write invoices.');
  const guest = await visit();
  await guest.goto(await usher.linkFor(email, '/invitations/'));
  await expect(guest.getByText('Your role: Bookkeeper.')).toBeVisible();
  await expect(guest.getByText(may)).toBeVisible();
  await guest.getByLabel('Choose a password').fill(password);
  await guest.getByRole('button', { name: 'Join Roles Ltd' }).click();
  await expect(guest.getByText('Your role here is Bookkeeper.')).toBeVisible();
  await go(guest, 'profile');
  await expect(guest.getByRole('region', { name: 'What you can do here' })).toContainText(may);

  await go(page, 'settings/users');
  const row = page.getByRole('row', { name: /Brenda Books/ });
  await expect(row).toContainText('Bookkeeper');
  await page.getByRole('combobox', { name: 'Role' }).selectOption({ label: 'Bookkeeper' });
  await expect(page.getByRole('link', { name: 'Audrey Tor' })).toBeHidden();
  await expect(row).toBeVisible();
  await page.reload();
  await expect(page.getByRole('combobox', { name: 'Role' })).toHaveValue('bookkeeper');
  await expect(page.getByText('1 user', { exact: true })).toBeVisible();
  await go(page, 'settings/audit-log');
  await expect(page.getByRole('row', { name: /Olive Ownerson invited Brenda Books as Bookkeeper/ })).toBeVisible();

  await inDutch(page);
  await page.reload();
  await expect(page.getByRole('row', { name: /Brenda Books uitgenodigd als Boekhouder/ })).toBeVisible();
  await go(page, 'settings/users?role=bookkeeper');
  await expect(row).toContainText('Boekhouder');
  await expect(page.getByRole('combobox', { name: 'Rol' }).locator('option:checked')).toHaveText('Boekhouder');
  await row.getByRole('link', { name: 'Brenda Books' }).click();
  await expect(page.locator('[data-user-summary]')).toContainText('Boekhouder Kan gebruikers zien en facturen maken.');
});

test('a role is changed to an added one from the list', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.getByRole('button', { name: 'Actions for Audrey Tor' }).click();
  await page.getByRole('menuitem', { name: 'Make Bookkeeper' }).click();
  await expect(page.getByText('Audrey Tor is Bookkeeper now.')).toBeVisible();
  await go(page, 'settings/audit-log');
  await expect(page.getByRole('row', { name: /changed the role of Audrey Tor from Auditor to Bookkeeper/ })).toBeVisible();
});

test('a list names an added role in either language, or by its id', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  const tag = unique();
  const names = ['Bookkeeper', 'boekhouder', 'bookkeeper'];
  const rows = names.map((name, i) => `Brenda,N${i},brenda-${i}-${tag}@test.example,${name}`);
  const buffer = Buffer.from(['first_name,last_name,email,role', ...rows, `Nobody,N9,nobody-${tag}@test.example,bookie`].join('\n'));
  await page.getByRole('link', { name: 'Add several users' }).click();
  await expect(heading(page, 'Add several users')).toBeVisible();
  await page.locator('input[type=file]').setInputFiles({ name: 'users.csv', mimeType: 'text/csv', buffer });
  await expect(page.getByText('3 users can be created')).toBeVisible();
  await expect(page.locator('[data-outcome=bad]')).toHaveCount(1);
  for (const i of names.keys()) await expect(page.getByRole('row', { name: new RegExp(`Brenda N${i}`) })).toContainText('Bookkeeper');
  await page.getByRole('button', { name: 'Create 3 users' }).click();
  await expect(page.getByText('3 users created, 1 not.')).toBeVisible({ timeout: 30_000 });
  const made = (await api(page, 'GET', `/v1/organizations/${org.org}/users?role=bookkeeper`)).body.data;
  expect(made.length).toBe(3);
});
