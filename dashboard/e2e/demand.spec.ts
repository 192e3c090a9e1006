// An organization demands two-step sign-in: what its Owner sees before, and what becomes of whoever has not set it up.
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { expect, heading, type Organization, test } from './fixtures.ts';
import { codeNow } from './totp.ts';

let org: Organization;
test.beforeEach(async ({ usher }) => { org = await usher.newOrganization('Demanding Ltd'); });

const card = (page: Page) => page.getByRole('region', { name: 'Two-step sign-in' });

async function demand(page: Page): Promise<void> {
  await page.goto(`/organizations/${org.org}/settings/organization`);
  await expect(heading(page, 'Organization')).toBeVisible();
  await card(page).getByRole('button', { name: 'Demand it of everybody' }).click();
}

/** Sets up an app for codes in the card, and gives its secret. */
async function setUp(page: Page): Promise<string> {
  await card(page).getByRole('button', { name: 'Set up an app' }).click();
  const dialog = page.getByRole('dialog');
  const secret = (await dialog.locator('[data-totp-secret]').textContent()) ?? '';
  await dialog.getByLabel('Code of the app').fill(codeNow(secret));
  await page.keyboard.press('Enter');
  await expect(dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem')).toHaveCount(10);
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await expect(dialog).toBeHidden();
  return secret;
}

test('whoever has no second factor is led to setting one up, and then to the page they wanted', async ({ signedIn }) => {
  const owner = await signedIn(org.owner, org);
  const auditor = await signedIn(org.auditor, org);
  await demand(owner);
  const dialog = owner.getByRole('dialog');
  await expect(dialog.getByText('You have not set it up yourself')).toBeVisible();
  expect(await violations(owner)).toEqual([]);
  await dialog.getByRole('link', { name: 'Go to your profile' }).click();
  await expect(heading(owner, 'My profile')).toBeVisible();
  await setUp(owner);

  await demand(owner);
  await expect(dialog.getByText('One person has not set it up: Audrey Tor')).toBeVisible();
  expect(await violations(owner)).toEqual([]);
  await dialog.getByRole('link', { name: 'Show them in the list' }).click();
  await expect(owner.getByRole('combobox', { name: 'Two-step sign-in' })).toHaveValue('false');
  await expect(owner.getByRole('link', { name: 'Audrey Tor' })).toBeVisible();
  await expect(owner.getByRole('link', { name: 'Olive Ownerson' })).toBeHidden();
  await owner.getByRole('combobox', { name: 'Two-step sign-in' }).selectOption('true');
  await expect(owner.getByRole('link', { name: 'Olive Ownerson' })).toBeVisible();
  await expect(owner.locator('[data-note="factor"]')).toHaveText('Two-step sign-in');

  await demand(owner);
  await dialog.getByRole('button', { name: 'Demand it of everybody' }).click();
  await expect(card(owner).getByText('Demanded:')).toBeVisible();

  // The Auditor's open page finds out by its next request.
  await auditor.getByRole('link', { name: 'Flows' }).click();
  await expect(heading(auditor, 'Demanding Ltd demands two-step sign-in')).toBeFocused();
  expect(await violations(auditor)).toEqual([]);
  await auditor.goto(`/organizations/${org.org}/settings/users?status=active`);
  await expect(heading(auditor, 'Demanding Ltd demands two-step sign-in')).toBeVisible();
  await setUp(auditor);
  await expect(auditor.getByText('Your sign-in now has two steps.')).toBeVisible();
  await auditor.getByRole('button', { name: 'Go on to Demanding Ltd' }).click();
  await expect(heading(auditor, 'Users')).toBeFocused();
  await expect(auditor).toHaveURL(/status=active/);

  await auditor.goto(`/organizations/${org.org}/profile`);
  await card(auditor).getByRole('button', { name: 'Remove App for codes' }).click();
  const removal = auditor.getByRole('dialog');
  await expect(removal.getByText('Demanding Ltd will not let you in again')).toBeVisible();
  await removal.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(heading(auditor, 'Demanding Ltd demands two-step sign-in')).toBeFocused();

  await card(owner).getByRole('button', { name: 'Demand it no more' }).click();
  await dialog.getByRole('button', { name: 'Demand it no more' }).click();
  await expect(card(owner).getByText('Not demanded')).toBeVisible();
  await auditor.reload();
  await expect(heading(auditor, 'My profile')).toBeVisible();
});
