// Whatever is done, something has the focus afterwards, near where it was.
import type { Page } from '@playwright/test';
import { api, expect, heading, type Organization, password, sixtyUsers, test, unique } from './fixtures.ts';

let org: Organization;
const made = {} as Record<'Ada' | 'Ben', { id: string; email: string }>;
test.beforeAll(async ({ usher }) => {
  org = await usher.newOrganization('Focus Ltd');
  for (const first of ['Ada', 'Ben'] as const) {
    made[first] = await usher.invite(org, { email: `${first.toLowerCase()}-${unique()}@test.example`, first_name: first, last_name: 'Test', role: 'auditor' });
  }
  await usher.accept(made.Ada.email);
});

const go = (page: Page, path: string) => page.goto(`/organizations/${org.org}/${path}`);
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const inDialog = (page: Page, name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true });

test('a refused sign-in', async ({ visit }) => {
  const page = await visit();
  await page.goto('/sign-in');
  await page.getByLabel('Email').fill(org.owner);
  await page.getByLabel('Password', { exact: true }).fill('wrong wrong wrong');
  await button(page, 'Sign in').click();
  await expect(page.getByText('Wrong email address or password.')).toBeVisible();
  await expect(button(page, 'Sign in')).toBeFocused();
});

test('a user who is refused', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.route(/\/v1\/organizations\/[^/]+\/users$/, (route) => route.fulfill({
    status: 409, contentType: 'application/problem+json', body: JSON.stringify({ status: 409, code: 'seat_limit_reached', title: 'Full' }),
  }));
  await button(page, 'Create user').click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('First name').fill('Eve');
  await dialog.getByLabel('Email').fill('eve@test.example');
  await dialog.getByRole('radio', { name: /Auditor/ }).check();
  await inDialog(page, 'Create user').click();
  await expect(dialog.getByText('All seats in your plan are taken.')).toBeVisible();
  await expect(inDialog(page, 'Create user')).toBeFocused();
});

test('an invitation that is resent', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.clock.install({ time: Date.now() + 120_000 }); // when the first mail is no longer just sent
  await go(page, `settings/users/${made.Ben.id}`);
  await button(page, 'Resend invitation').click();
  await expect(page.getByText(/A new invitation is on its way/)).toBeVisible();
  await expect(page.getByRole('button', { name: /Resend|Sent/ })).toBeFocused();
});

test('more of a list: its first new row', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await sixtyUsers(page, org.org);
  await page.reload();
  for (const first of [25, 50]) { // the second time the button goes away
    await button(page, 'Show more').click();
    await expect(page.locator(`[data-user=usr_${first}]`)).toBeFocused();
  }
  await page.keyboard.press('Tab');
  expect(await page.evaluate(() => document.activeElement?.closest('tr')?.dataset.user)).toBe('usr_50');
});

test('settings and a password that are saved', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await go(page, 'settings/organization');
  await page.getByLabel('Invitations expire after').fill('9');
  await button(page, 'Save').click();
  await expect(page.getByText('Saved.').first()).toBeVisible();
  await expect(button(page, 'Save')).toBeFocused();
  await go(page, 'profile');
  await page.getByLabel('Current password').fill(password);
  await page.getByLabel('New password').fill('seven green lanterns hum');
  await button(page, 'Change password').click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();
  await expect(button(page, 'Change password')).toBeFocused();
  await page.getByLabel('Current password').fill('seven green lanterns hum');
  await page.getByLabel('New password').fill(password);
  await button(page, 'Change password').click();
  await expect(button(page, 'Change password')).toBeFocused();
});

test('a change that cannot be sent', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await go(page, `settings/users/${made.Ben.id}`);
  await button(page, 'Edit').click();
  await page.getByRole('dialog').getByLabel('First Name').fill('Benny');
  await page.context().setOffline(true);
  await inDialog(page, 'Save').click();
  await expect(page.getByRole('dialog').getByText('The service cannot be reached.')).toBeVisible();
  await expect(inDialog(page, 'Save')).toBeFocused();
  await page.context().setOffline(false);
});

test('a new API key: its secret, and back', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await go(page, 'settings/api-keys');
  await button(page, 'Create API key').click();
  await page.getByRole('dialog').getByLabel('Name').fill('nightly');
  await inDialog(page, 'Create API key').click();
  await expect(page.locator('[data-secret]')).toBeFocused();
  await inDialog(page, 'I have copied it').click();
  await expect(button(page, 'Create API key')).toBeFocused();
  await button(page, 'Revoke nightly').click();
  await inDialog(page, 'Revoke').click();
  await expect(page.getByText('nightly is revoked.')).toBeVisible();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
});

test('an import that is done', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await go(page, 'settings/users/import');
  await page.getByLabel('Email addresses').fill(`Imp Orted <imp-${unique()}@test.example>`);
  await page.getByRole('radio', { name: /Auditor/ }).check();
  await button(page, 'Check the list').click();
  await button(page, 'Create 1 user').click();
  await expect(page.locator('[data-done]')).toBeFocused();
});

test('an undo in a message, and a message that is dismissed', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await go(page, `settings/users/${made.Ada.id}`);
  for (const name of ['Undo', 'Dismiss']) {
    await button(page, 'Block').click();
    await button(page, name).last().click();
    await expect(page.getByRole('button', { name: /^(Block|Unblock)$/ })).toBeFocused();
  }
  await button(page, 'Unblock').click();
  await expect(button(page, 'Block')).toBeVisible();
});

test('a row that goes away: the page’s heading', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  const { body: gone } = await api(page, 'POST', `/v1/organizations/${org.org}/users`, { email: `gone-${unique()}@test.example`, first_name: 'Gone', last_name: 'Soon', role: 'auditor' });
  await page.reload();
  await page.locator(`[data-user=${gone.id}]`).getByRole('button', { name: 'Actions for Gone Soon' }).click();
  await page.getByRole('menuitem', { name: 'Cancel invitation' }).click();
  await inDialog(page, 'Cancel invitation').click();
  await expect(page.locator(`[data-user=${gone.id}]`)).toHaveCount(0);
  await expect.poll(() => page.evaluate(() => document.activeElement?.closest('main') !== null)).toBe(true);
});

test('a logo that is left, and one that is set', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await go(page, `settings/users/${made.Ada.id}`);
  const open = async () => { await button(page, 'Edit').click(); await button(page, 'Logo…').click(); await expect(page.getByText('Drop a picture here')).toBeVisible(); };
  await open();
  await page.waitForFunction(() => document.querySelectorAll('[aria-modal=true]').length === 1);
  expect(await page.evaluate(() => document.activeElement?.closest('[aria-modal=true]') !== null)).toBe(true);
  await inDialog(page, 'Cancel').click();
  await expect(button(page, 'Logo…')).toBeFocused();
  await inDialog(page, 'Cancel').click();
  await expect(button(page, 'Edit')).toBeFocused();
  await open();
  const png = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(300, 300);
    canvas.getContext('2d')?.fillRect(0, 0, 300, 300);
    return [...new Uint8Array(await (await canvas.convertToBlob()).arrayBuffer())];
  });
  await page.locator('input[type=file]').setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from(png) });
  await inDialog(page, 'Use this picture').click();
  await expect(page.getByText('The logo is saved.')).toBeVisible();
  await expect(button(page, 'Logo…')).toBeFocused();
});

test('a dialog that is closed leads back to what opened it', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await expect(heading(page, 'Users')).toBeVisible();
  for (let i = 0; i < 2; i++) { // the first time it is loaded
    await button(page, 'Create user').click();
    await expect(page.getByRole('dialog').getByLabel('First name')).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(button(page, 'Create user')).toBeFocused();
  }
});
