// Second factors: the second step of a sign-in, proof again, an app for codes, and passkeys.
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { authenticator, expect, heading, type Organization, password, test } from './fixtures.ts';
import { codeNow } from './totp.ts';

let org: Organization;
test.beforeEach(async ({ usher }) => { org = await usher.newOrganization('Factors Ltd'); });

const code = (page: Page) => page.getByLabel('Code', { exact: true });

async function givePassword(page: Page, email: string): Promise<void> {
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(code(page)).toBeFocused();
}

test('after the password a code is asked for, which works once, and a recovery code does too', async ({ usher, visit }) => {
  const { secret, recoveryCodes } = await usher.setUpCodes(org.owner);
  const users = `/organizations/${org.org}/settings/users?status=active`;
  const page = await visit();
  await page.goto(users);
  await givePassword(page, org.owner);
  expect(await violations(page)).toEqual([]);
  await code(page).fill('not a code');
  await page.keyboard.press('Enter');
  await expect(page.getByText('This code was not accepted.')).toBeVisible();
  await expect(code(page)).toBeFocused();
  const first = codeNow(secret);
  await code(page).fill(`${first.slice(0, 3)} ${first.slice(3)}`);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/status=active/);
  await expect(heading(page, 'Users')).toBeVisible();

  const other = await visit();
  await other.goto('/sign-in');
  await givePassword(other, org.owner);
  await code(other).fill(first);
  await other.keyboard.press('Enter');
  await expect(other.getByText('This code was not accepted.')).toBeVisible();
  await code(other).fill(recoveryCodes[0] ?? '');
  await other.keyboard.press('Enter');
  await expect(heading(other, 'Users')).toBeVisible();
});

test('whoever leaves before the code is asked for it again, and may begin again', async ({ usher, visit }) => {
  const { secret } = await usher.setUpCodes(org.owner);
  const page = await visit({ locale: 'nl-NL' });
  await page.goto('/sign-in');
  await page.getByLabel('E-mailadres').fill(org.owner);
  await page.getByLabel('Wachtwoord', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Inloggen' }).click();
  await expect(heading(page, 'Bevestig dat jij het bent')).toBeVisible();
  await page.goto(`/organizations/${org.org}/flows`);
  await expect(code(page)).toBeFocused();
  await page.getByRole('button', { name: 'Inloggen als iemand anders' }).click();
  await expect(heading(page, 'Inloggen')).toBeVisible();
  await page.goto(`/organizations/${org.org}/flows`);
  await code(page).fill(codeNow(secret));
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Flows')).toBeVisible();
});

/** Answers the next request of a kind as if the person had last proved themselves long ago. */
async function longAgo(page: Page, url: string, method: string): Promise<void> {
  const problem = { type: 'about:blank', title: 'Prove yourself again', status: 403, code: 'proof_required', request_id: 'req_test' };
  let refused = false;
  await page.route(url, async (route) => {
    if (refused || route.request().method() !== method) return route.fallback();
    refused = true;
    await route.fulfill({ status: 403, contentType: 'application/problem+json', body: JSON.stringify(problem) });
  });
}

async function createKey(page: Page, name: string): Promise<void> {
  await page.goto(`/organizations/${org.org}/settings/api-keys`);
  await page.getByRole('button', { name: 'Create API key' }).first().click();
  await page.getByRole('dialog').getByLabel('Name').fill(name);
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
}

test('proof is asked for in place, and what was begun goes on by itself', async ({ usher, signedIn }) => {
  const page = await signedIn(org.owner, org);
  const { recoveryCodes } = await usher.setUpCodes(org.owner);
  await longAgo(page, '**/v1/organizations/*/api-keys', 'POST');
  await createKey(page, 'Proven');
  const proof = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(proof.getByLabel('Password', { exact: true })).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.type('wrong wrong wrong');
  await page.keyboard.press('Enter');
  await expect(proof.getByText('This is not your password.')).toBeVisible();
  await proof.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(proof).toBeHidden();
  await expect(page.locator('[data-secret]')).toHaveValue(/.+/);

  await page.unrouteAll();
  await longAgo(page, '**/v1/organizations/*/api-keys', 'POST');
  await createKey(page, 'Refused');
  await proof.getByRole('button', { name: 'Cancel' }).click();
  await expect(page.getByRole('alert').getByText('Confirm first that it is you.')).toBeVisible();
  await page.unrouteAll();
  await longAgo(page, '**/v1/organizations/*/api-keys', 'POST');
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await proof.getByRole('button', { name: 'Use a code instead' }).click();
  await expect(code(page)).toBeFocused();
  await page.keyboard.type(recoveryCodes[1] ?? '');
  await page.keyboard.press('Enter');
  await expect(proof).toBeHidden();
  await expect(page.getByText('Refused', { exact: true }).first()).toBeVisible();
});

test('an app for codes is set up, its recovery codes are shown once, and it is removed', async ({ signedIn }) => {
  const page = await signedIn(org.auditor, org);
  await page.goto(`/organizations/${org.org}/profile`);
  const card = page.getByRole('region', { name: 'Two-step sign-in' });
  await card.getByRole('button', { name: 'Set up an app' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByLabel('Code of the app')).toBeFocused();
  await expect(dialog.getByRole('img', { name: 'QR code of the key' })).toBeVisible();
  expect(await violations(page)).toEqual([]);
  const secret = (await dialog.locator('[data-totp-secret]').textContent()) ?? '';
  await page.keyboard.type('000 0');
  await page.keyboard.press('Enter');
  await expect(dialog.getByText('This code was not accepted.')).toBeVisible();
  await dialog.getByLabel('Code of the app').fill(codeNow(secret));
  await page.keyboard.press('Enter');
  const codes = dialog.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(codes).toHaveCount(10);
  await expect(dialog.getByRole('button', { name: 'Copy all' })).toBeFocused();
  expect(await violations(page)).toEqual([]);
  const first = await codes.allTextContents();
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download' }).click();
  expect(await (await (await download).createReadStream()).toArray()).toEqual([Buffer.from(`${first.join('\n')}\n`)]);
  await page.keyboard.press('Escape'); // not lost by a key
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await expect(card.getByText('10 left')).toBeVisible();

  await card.getByRole('button', { name: 'Make new recovery codes' }).click();
  await expect(codes).toHaveCount(10);
  expect(await codes.allTextContents()).not.toEqual(first);
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await expect(card.getByRole('button', { name: 'Make new recovery codes' })).toBeFocused();

  await card.getByRole('button', { name: 'Remove App for codes' }).click();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(card.getByText('Not set up')).toBeVisible();
  await expect(card.getByText('left')).toBeHidden();
});

test('a passkey is added, renamed, used to sign in, and removed', async ({ signedIn }) => {
  const page = await signedIn(org.auditor, org);
  await authenticator(page);
  await page.goto(`/organizations/${org.org}/profile`);
  const card = page.getByRole('region', { name: 'Two-step sign-in' });
  const dialog = page.getByRole('dialog');
  await card.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(dialog.getByLabel('Name')).toBeFocused();
  await page.keyboard.type('Laptop');
  await page.keyboard.press('Enter');
  await expect(card.getByText('Laptop · not used yet')).toBeVisible();
  await card.getByRole('button', { name: 'Rename Laptop' }).click();
  await dialog.getByLabel('Name').fill('Old laptop');
  await page.keyboard.press('Enter');
  await expect(card.getByText('Old laptop · not used yet')).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await page.context().clearCookies();
  await page.goto('/sign-in'); // the virtual authenticator takes the suggestion at once
  await expect(heading(page, 'Users')).toBeVisible();

  await page.addInitScript(() => { PublicKeyCredential.isConditionalMediationAvailable = async () => false; });
  await page.context().clearCookies();
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(heading(page, 'Users')).toBeVisible();

  await page.context().clearCookies();
  await page.goto('/sign-in');
  await givePassword(page, org.auditor);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(heading(page, 'Users')).toBeVisible();

  await page.goto(`/organizations/${org.org}/profile`);
  await expect(card.getByText('Old laptop · last used')).toBeVisible();
  await card.getByRole('button', { name: 'Remove Old laptop' }).click();
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(card.getByText('Old laptop')).toBeHidden();

  await page.context().clearCookies(); // the device has kept it nevertheless
  await page.goto('/sign-in');
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByRole('alert').getByText('The code or passkey was not accepted.')).toBeVisible();
  await expect(heading(page, 'Sign in')).toBeVisible();
});
