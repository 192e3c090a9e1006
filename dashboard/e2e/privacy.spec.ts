// One's own data: to download, and to have deleted.
import { readFile } from 'node:fs/promises';
import { violations } from './axe.ts';
import { expect, heading, type Organization, password, test, unique } from './fixtures.ts';

let org: Organization;
test.beforeEach(async ({ usher }) => { org = await usher.newOrganization('Privacy Ltd'); });

test('the only Owner is told where to find another first, and downloads what is known', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.goto(`/organizations/${org.org}/profile`);
  await expect(heading(page, 'My profile')).toBeVisible();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download my data' }).click()]);
  const all = JSON.parse(await readFile(await file.path(), 'utf8')) as { account: { email: string }; memberships: unknown[]; events: unknown[] };
  expect(all.account.email).toBe(org.owner);
  expect(all.memberships).toHaveLength(1);
  expect(all.events.length).toBeGreaterThan(0);

  await page.getByRole('button', { name: 'Delete my account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await expect(dialog.getByText('What stays')).toBeVisible();
  const submit = dialog.getByRole('button', { name: 'Delete my account' });
  await expect(submit).toBeDisabled();
  await dialog.getByLabel('Type your email address to confirm').fill(org.owner.toUpperCase());
  expect(await violations(page)).toEqual([]);
  await submit.click();
  await expect(dialog.getByText('You are the only active Owner of these.')).toBeVisible();
  await dialog.getByRole('link', { name: 'Privacy Ltd' }).click();
  await expect(heading(page, 'Users')).toBeVisible();
});

test('an account is deleted, and the audit log says so without a name', async ({ usher, signedIn }) => {
  const auditor = `zenobia-${unique()}@example.com`;
  await usher.invite(org, { email: auditor, first_name: 'Zenobia', last_name: 'Quagga', role: 'auditor' });
  await usher.accept(auditor);
  const page = await signedIn(auditor, org);
  await page.goto(`/organizations/${org.org}/profile`);
  await page.getByRole('button', { name: 'Delete my account' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete your account?' });
  await dialog.getByLabel('Type your email address to confirm').fill(auditor);
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Sign in')).toBeVisible(); // the dialog's field has "email" in its name too
  await page.getByLabel('Email').fill(auditor);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toBeVisible();

  const owner = await signedIn(org.owner, org);
  await owner.goto(`/organizations/${org.org}/settings/audit-log`);
  await expect(owner.getByText('The account of a deleted person was deleted')).toBeVisible();
  await expect(owner.getByText(auditor)).toHaveCount(0);
});
