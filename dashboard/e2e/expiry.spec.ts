// Invitations that expire, in a system where they do so within seconds.
import { expect, heading, type Organization, test, unique } from './fixtures.ts';

let org: Organization;
test.beforeAll(async ({ usher }) => { org = await usher.newOrganization('Expiry Ltd'); });

test('an invitation is counted down, expires in sight, and is asked for again', async ({ usher, visit, signedIn }) => {
  const page = await signedIn(org.owner, org);
  const email = `late-${unique()}@test.example`;
  const guest = await usher.invite(org, { email, first_name: 'Annie', last_name: 'Easley', role: 'auditor' });
  await page.goto(`/organizations/${org.org}/settings/users/${guest.id}`);
  await expect(page.getByRole('timer')).toBeVisible();
  const link = await usher.linkFor(email, '/invitations/');
  const holder = await visit();
  await holder.goto(link);
  await expect(heading(holder, 'Join Expiry Ltd')).toBeVisible();
  // Without a reload the page notices, and says that the seat is free.
  await expect(page.getByText('The link no longer works and the seat is free.')).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('[data-user-status]').first()).toHaveAttribute('data-user-status', 'expired');
  // So does the page of the link.
  await expect(heading(holder, 'This invitation has expired')).toBeVisible();
  await holder.getByRole('button', { name: 'Ask for a new invitation' }).click();
  await expect(holder.getByText('The Owners have been told.')).toBeVisible();
  await page.goto(`/organizations/${org.org}/settings/users`);
  await expect(page.getByRole('row', { name: /Annie Easley/ }).getByText('Asked for a new invitation')).toBeVisible();
  const cut = await page.locator('[data-user-status] *').evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.textContent));
  expect(cut).toEqual([]); // the longest of the statuses
  await page.getByRole('link', { name: 'Annie Easley' }).click();
  await expect(page.getByText('They asked for a new invitation')).toBeVisible();
  await page.getByRole('button', { name: 'Resend invitation' }).click();
  const second = await usher.linkFor(email, '/invitations/', 2);
  await holder.goto(second);
  await holder.getByLabel('Choose a password').fill('violet tram beside nine rivers');
  await holder.getByRole('button', { name: 'Join Expiry Ltd' }).click();
  await expect(heading(holder, 'Users')).toBeVisible();
});
