// Invitations that run out. They last days, unless the system was started with
// INVITATION_LIFETIME, which these tests are then told of as well.
import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { people, signIn } from './browser.mjs';
import { linkFor } from './mailbox.mjs';
import { invite, newOrganization, unique, withBrowser } from './setup.mjs';

const lifetime = process.env.INVITATION_LIFETIME;
const skip = lifetime ? false : 'the system was not started with INVITATION_LIFETIME';

const visit = withBrowser();
let org;
let guest;
before(async () => { if (!skip) org = await newOrganization('Expiry Ltd'); });

test('an invitation is counted down, runs out in sight, and is asked for anew', { skip, timeout: 120_000 }, async () => {
  const { page, trouble } = await visit();
  await signIn(page, org.owner, people.password, org.name);
  const email = `late-${unique()}@test.example`;
  guest = await invite(org, { email, first_name: 'Annie', last_name: 'Easley', role: 'auditor' });
  await page.goto(`/organizations/${org.org}/settings/users/${guest.id}`);
  await page.getByRole('timer').waitFor();
  const link = await linkFor(email, '/invitations/');
  const holder = await visit();
  await holder.page.goto(link);
  await holder.page.getByRole('heading', { level: 1, name: 'Join Expiry Ltd' }).waitFor();
  // Without a reload the page notices, and says that the seat is free.
  await page.getByText('The link no longer works and the seat is free.').waitFor({ timeout: 60_000 });
  assert.equal(await page.locator('[data-user-status]').first().getAttribute('data-user-status'), 'expired');
  await holder.page.getByLabel('Choose a password').fill('violet tram beside nine rivers');
  await holder.page.getByRole('button', { name: 'Join Expiry Ltd' }).click();
  await holder.page.getByRole('heading', { level: 1, name: 'This invitation has run out' }).waitFor();
  await holder.page.getByRole('button', { name: 'Ask for a new invitation' }).click();
  await holder.page.getByText('The Owners have been told.').waitFor();
  await page.goto(`/organizations/${org.org}/settings/users`);
  await page.getByRole('row', { name: /Annie Easley/ }).getByText('Asks for a new invitation').waitFor();
  const cut = await page.locator('[data-user-status] *').evaluateAll((all) => all.filter((e) => e.scrollWidth > e.clientWidth).map((e) => e.textContent));
  assert.deepEqual(cut, []); // the longest of the statuses
  await page.getByRole('link', { name: 'Annie Easley' }).click();
  await page.getByText('They asked for a new invitation').waitFor();
  await page.getByRole('button', { name: 'Resend invitation' }).click();
  const second = await linkFor(email, '/invitations/', 2);
  await holder.page.goto(second);
  await holder.page.getByLabel('Choose a password').fill('violet tram beside nine rivers');
  await holder.page.getByRole('button', { name: 'Join Expiry Ltd' }).click();
  await holder.page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
  assert.deepEqual([...trouble, ...holder.trouble], []);
});
