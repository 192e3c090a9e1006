// One's own address: asked for, cancelled, confirmed by the link, and taken back.
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, heading, type Organization, password, test } from './fixtures.ts';
import { unique } from './usher.ts';

let org: Organization;
test.beforeEach(async ({ usher }) => { org = await usher.newOrganization('Moving Ltd'); });

const profile = () => `/organizations/${org.org}/profile`;

async function ask(page: Page, address: string): Promise<void> {
  await page.getByRole('button', { name: 'Change address' }).click();
  await expect(page.getByLabel('New email address')).toBeFocused();
  await page.getByLabel('New email address').fill(address);
  await page.keyboard.press('Enter');
  await expect(page.getByText(`A link was mailed to ${address}.`)).toBeVisible();
}

async function signIn(page: Page, email: string, secret: string): Promise<void> {
  await expect(heading(page, 'Sign in')).toBeVisible();
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

test('an address is changed by the link to the new one, and the old one takes the account back', async ({ usher, signedIn, visit }) => {
  const address = `olive-${unique()}@test.example`;
  const page = await signedIn(org.owner, org);
  await page.goto(profile());
  await expect(heading(page, 'My profile')).toBeVisible();
  await page.getByRole('button', { name: 'Change address' }).click();
  await page.getByLabel('New email address').fill(org.owner);
  await page.keyboard.press('Enter');
  await expect(page.getByText('This is your address already.')).toBeVisible();
  await page.keyboard.press('Escape');
  await ask(page, address);
  expect(await violations(page)).toEqual([]);
  const link = await usher.linkFor(address, '/email/change/');

  // In another browser one signs in first, and comes back to the link.
  const other = await visit();
  await other.goto(new URL(link).pathname);
  await expect(heading(other, 'Confirm your new address')).toBeVisible();
  expect(await violations(other)).toEqual([]);
  await other.getByRole('link', { name: 'Sign in' }).click();
  await signIn(other, org.owner, password);
  await expect(other.getByText(`From now on it is ${address}`)).toBeVisible();
  await other.getByRole('button', { name: 'Change the address' }).click();
  await expect(heading(other, 'Your address is changed')).toBeVisible();
  await other.getByRole('link', { name: 'Sign in' }).click();
  await signIn(other, address, password);
  await expect(heading(other, 'Users')).toBeVisible();
  await other.goto(profile());
  await expect(heading(other, 'My profile')).toBeVisible();
  await expect(other.getByText(address, { exact: true }).first()).toBeVisible();

  // The first browser is signed out; the link of the notice takes the account back.
  await page.goto(new URL(await usher.linkFor(org.owner, '/email/restore/')).pathname);
  await expect(heading(page, 'Take your account back')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  const secret = 'seven brass lamps at dusk';
  await page.getByLabel('New password', { exact: true }).fill(secret);
  await page.getByRole('button', { name: 'Take the account back' }).click();
  await expect(heading(page, 'You have your account back')).toBeVisible();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signIn(page, org.owner, secret);
  await expect(heading(page, 'Users')).toBeVisible();
  await page.goto(profile());
  await expect(page.getByText(org.owner, { exact: true }).first()).toBeVisible();
  await other.reload();
  await expect(heading(other, 'Sign in')).toBeVisible();
});

test('a change is mailed again and cancelled, and its link does nothing then', async ({ usher, signedIn }) => {
  const address = `olive-${unique()}@test.example`;
  const page = await signedIn(org.owner, org);
  await page.goto(profile());
  await expect(heading(page, 'My profile')).toBeVisible();
  await ask(page, address);
  await page.getByRole('button', { name: 'Mail the link again' }).click();
  const link = await usher.linkFor(address, '/email/change/', 2);
  await page.getByRole('button', { name: 'Cancel the change' }).click();
  await expect(page.getByText('Your address stays as it is.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Mail the link again' })).toBeHidden();
  await page.goto(new URL(link).pathname);
  await expect(heading(page, 'This link does not work')).toBeVisible();
});
