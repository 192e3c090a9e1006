// Proof again before what matters, in a system where a proof expires within seconds.
import type { Page } from '@playwright/test';
import { authenticator, expect, heading, type Organization, password, test } from './fixtures.ts';

let org: Organization;
test.beforeEach(async ({ usher }) => { org = await usher.newOrganization('Proof Ltd'); });

const proofOf = (page: Page) => page.getByRole('dialog', { name: 'Confirm that it is you' });

/** Waits until what was proved last counts no longer. */
const expired = (page: Page) => page.waitForTimeout(6_500);

test('a key is created after the proof has expired: it is asked for in place, and the key is there', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.goto(`/organizations/${org.org}/settings/api-keys`);
  await page.getByRole('button', { name: 'Create API key' }).first().click();
  await page.getByRole('dialog').getByLabel('Name').fill('Nightly export');
  await expired(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await expect(proofOf(page).getByLabel('Password', { exact: true })).toBeFocused();
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
  await expect(page.locator('[data-secret]')).toHaveValue(/^usk_/);
  await page.reload();
  await expect(page.getByText('Nightly export')).toHaveCount(1);
});

test('a passkey is a proof too, and the page behind goes on', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await authenticator(page);
  await page.goto(`/organizations/${org.org}/profile`);
  const card = page.getByRole('region', { name: 'Two-step sign-in' });
  await expired(page);
  await card.getByRole('button', { name: 'Add a passkey' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('Laptop');
  await page.keyboard.press('Enter');
  await proofOf(page).getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(card.getByText('Laptop · not used yet')).toBeVisible();
  await expired(page);
  await card.getByRole('button', { name: 'Set up an app' }).click();
  await proofOf(page).getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByRole('dialog').getByLabel('Code of the app')).toBeVisible();
});

test('an organization is deleted with a proof, and only then', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.goto(`/organizations/${org.org}/settings/organization`);
  await page.getByRole('button', { name: 'Delete organization' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete Proof Ltd?' });
  await dialog.getByLabel('Name of the organization').fill('Proof Ltd');
  await expired(page);
  await page.keyboard.press('Enter');
  await proofOf(page).getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog.getByRole('alert').getByText('Confirm first that it is you.')).toBeVisible();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await proofOf(page).getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Proof Ltd is deleted')).toBeVisible();
});
