import type { Page } from '@playwright/test';
import { aMinuteLater, api, expect, heading, type Organization, password, scan, test, unique } from './fixtures.ts';

let org: Organization;
test.beforeAll(async ({ usher }) => { org = await usher.newOrganization('Invitations Ltd'); });

async function createUser(page: Page, first: string, last: string, email: string, role: 'Owner' | 'Auditor') {
  await page.getByRole('button', { name: 'Create user' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create user' });
  await dialog.getByLabel('First name').fill(first);
  await dialog.getByLabel('Last name').fill(last);
  await dialog.getByLabel('Email').fill(email);
  await dialog.getByRole('radio', { name: role }).check();
  await dialog.getByRole('button', { name: 'Create user' }).click();
  await expect(heading(page, `${first} ${last}`)).toBeVisible();
}

test('create a user, see the mail go, accept it, and use the link again', async ({ usher, visit, signedIn }) => {
  const page = await signedIn(org.owner, org);
  await expect(page.locator('[data-seats]')).toHaveText(/10 seats in your plan, 8 free/);
  const email = `dorothy-${unique()}@test.example`;
  await createUser(page, 'Dorothy', 'Vaughan', email, 'Auditor');
  await expect(page).toHaveURL(/\/settings\/users\/usr_/);
  await expect(page.locator('[data-delivery="sent"], [data-delivery="delivered"]')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('timer')).toHaveText(/^6 days, 23 hours$/);

  const link = await usher.linkFor(email, '/invitations/');
  await scan(visit, link, 3);
  const guest = await visit();
  await guest.goto(link);
  await expect(heading(guest, 'Join Invitations Ltd')).toBeVisible();
  await expect(guest.getByText(/(You have been invited|has invited you) to Invitations Ltd\. Your role: Auditor\./)).toBeVisible();
  const chosen = guest.getByLabel('Choose a password');
  const join = guest.getByRole('button', { name: 'Join Invitations Ltd' });
  await chosen.fill('short');
  await join.click();
  await expect(guest.getByText('This is too short.')).toBeVisible();
  await expect(guest.locator('p[data-met]')).toHaveCount(0);
  await chosen.fill('correcthorsebatterystaple'); // long enough, and known to everybody
  await expect(guest.locator('p[data-met]')).toHaveCount(1);
  await join.click();
  await expect(guest.getByText('This password is one of the first that attackers try.')).toBeVisible();
  await chosen.fill('violet tram beside nine rivers');
  await join.click();
  await expect(heading(guest, 'Users')).toBeVisible();
  await expect(guest.getByText('Your role here is Auditor.')).toBeVisible();

  await page.bringToFront();
  await page.reload();
  await expect(page.locator('[data-user-status="active"]')).toBeVisible();
  const again = await visit();
  await again.goto(link);
  await expect(heading(again, 'This invitation has been used')).toBeVisible();
  await again.getByRole('link', { name: 'Go to sign in' }).click();
  await expect(heading(again, 'Sign in')).toBeVisible();
});

test('resend kills the earlier link', async ({ usher, visit, signedIn }) => {
  const page = await signedIn(org.owner, org);
  const email = `mary-${unique()}@test.example`;
  await createUser(page, 'Mary', 'Jackson', email, 'Owner');
  const first = await usher.linkFor(email, '/invitations/');
  await aMinuteLater(page);
  await page.getByRole('button', { name: 'Resend invitation' }).click();
  await expect(page.getByText(`A new invitation is on its way to ${email}`)).toBeVisible();
  const second = await usher.linkFor(email, '/invitations/', 2);
  expect(first).not.toBe(second);
  const guest = await visit();
  await guest.goto(first);
  await expect(heading(guest, 'This invitation link is not valid')).toBeVisible();
  await scan(visit, second);
  await guest.goto(second);
  await expect(heading(guest, 'Join Invitations Ltd')).toBeVisible();
});

test('the address of somebody who never joined is corrected: the link that went astray is dead', async ({ usher, visit, signedIn }) => {
  const page = await signedIn(org.owner, org);
  const [wrong, right] = [`kathrine-${unique()}@test.example`, `katherine-${unique()}@test.example`];
  await createUser(page, 'Katherine', 'Johnson', wrong, 'Auditor');
  const first = await usher.linkFor(wrong, '/invitations/');
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit Katherine Johnson' });
  const email = dialog.getByRole('textbox', { name: 'Email' });
  await expect(email).toHaveAccessibleDescription(/you can correct their address/);
  await email.fill(org.owner);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Somebody with this email address is already in your organization.')).toBeVisible();
  await expect(email).toBeFocused();
  await email.fill(right);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(`A new invitation is on its way to ${right}`)).toBeVisible();
  await expect(dialog).toBeHidden();
  const guest = await visit();
  await guest.goto(first);
  await expect(heading(guest, 'This invitation link is not valid')).toBeVisible();
  await guest.goto(`${await usher.linkFor(right, '/invitations/')}.`); // with the full stop of a sentence
  await expect(heading(guest, 'Join Invitations Ltd')).toBeVisible();
  // Who has joined keeps their address.
  await usher.accept(right);
  await page.reload();
  await page.getByRole('button', { name: 'Edit' }).click();
  await expect(dialog.getByLabel('First Name')).toBeVisible();
  await expect(email).toHaveCount(0);
});

test('forgotten password of somebody invited: the invitation comes again', async ({ usher, visit }) => {
  const email = `dorothy-${unique()}@test.example`;
  await usher.invite(org, { email, first_name: 'Dorothy', last_name: 'Vaughan', role: 'auditor' });
  const first = await usher.linkFor(email, '/invitations/');
  const guest = await visit();
  await guest.goto('/forgot-password');
  await guest.getByLabel('Email').fill(email);
  await guest.getByRole('button', { name: 'Send the link' }).click();
  await expect(guest.getByText('an email is on its way')).toBeVisible();
  expect(await usher.linkFor(email, '/invitations/', 2)).toBe(first);
});

test('an address where mail bounces is told, and sending there again is asked about', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  const email = `bounce+${unique()}@simulator.amazonses.com`;
  await createUser(page, 'Bonnie', 'Bounce', email, 'Auditor');
  const note = page.locator('[data-address-problem=bounced]');
  await expect(note).toBeVisible({ timeout: 30_000 });
  await expect(note.getByText('550 5.1.1 user unknown')).toBeVisible();
  await page.getByRole('button', { name: 'Resend invitation' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send anyway?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await page.getByRole('button', { name: 'Resend invitation' }).click();
  await dialog.getByRole('button', { name: 'Send anyway' }).click();
  await expect(page.getByText(`A new invitation is on its way to ${email}`)).toBeVisible();
  await page.getByRole('link', { name: 'All users' }).click();
  await expect(page.getByRole('row', { name: /Bonnie Bounce/ }).getByText('Emails do not arrive')).toBeVisible();
});

test('somebody with an account joins with the password they have', async ({ usher, visit, signedIn }) => {
  const page = await signedIn(org.owner, org);
  const elsewhere = await usher.newOrganization();
  await createUser(page, 'Olive', 'Ownerson', elsewhere.owner, 'Auditor');
  const guest = await visit();
  const link = await usher.linkFor(elsewhere.owner, '/invitations/', 2);
  await scan(visit, link);
  await guest.goto(link);
  await expect(guest.getByText('You already have an account with this email address.')).toBeVisible();
  await guest.getByLabel('Your password').fill('not the password');
  await guest.getByRole('button', { name: 'Join Invitations Ltd' }).click();
  await expect(guest.getByText('This is not your password.')).toBeVisible(); // an address was not asked for
  await expect(guest.getByLabel('Your password')).toBeFocused();
  await guest.getByLabel('Your password').fill(password);
  await guest.getByRole('button', { name: 'Join Invitations Ltd' }).click();
  await expect(heading(guest, 'Users')).toBeVisible();
  // Now they have two organizations, and can go from one to the other.
  await guest.getByRole('button', { name: 'Invitations Ltd. Switch organization' }).click();
  await guest.getByRole('link', { name: elsewhere.name }).click();
  await expect(guest.getByRole('button', { name: 'Create user' })).toBeVisible();
});

test('links that are none', async ({ visit }) => {
  const page = await visit();
  await page.goto('/invitations/nonsense');
  await expect(heading(page, 'This invitation link is not valid')).toBeVisible();
  await page.goto('/nowhere');
  await expect(heading(page, 'There is nothing here')).toBeVisible();
});

test('what is refused is said beside the field it is about', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.getByRole('button', { name: 'Create user' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create user' });
  await dialog.getByRole('button', { name: 'Create user' }).click();
  await expect(dialog.getByText('Fill this in.')).toHaveCount(3); // the last name is optional
  await dialog.getByLabel('First name').fill('Ada');
  await dialog.getByLabel('Last name').fill('Byron');
  await dialog.getByLabel('Email').fill('not an address');
  await dialog.getByRole('radio', { name: 'Owner' }).check();
  await dialog.getByRole('button', { name: 'Create user' }).click();
  await expect(dialog.getByText('This is not an email address: there is no @.')).toBeVisible();
  await dialog.getByLabel('Email').fill(org.auditor);
  await dialog.getByRole('button', { name: 'Create user' }).click();
  await expect(dialog.getByText('Somebody with this email address is already in your organization.')).toBeVisible();
});

test('a full plan says so, and why', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  for (let i = 0; i < 10; i++) {
    const r = await api(page, 'POST', `/v1/organizations/${org.org}/users`, { email: `seat-${i}-${unique()}@test.example`, first_name: 'Seat', last_name: `N${i}`, role: 'auditor' });
    if (r.status === 409) break;
  }
  await page.reload();
  const button = page.getByRole('button', { name: 'No free seats' });
  await expect(button).toBeVisible();
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await expect(page.getByText('All 10 seats in your plan are taken.')).toBeVisible();
  await button.click({ force: true });
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('an invitation whose mail is over a limit says until when it waits, in either language', async ({ usher, visit }) => {
  const org = await usher.newOrganization('Waiting Ltd'); // the other's seats are all taken
  const email = `waits-${unique()}@test.example`;
  const { id } = await usher.invite(org, { email, first_name: 'Wendy', last_name: 'Waits', role: 'auditor' });
  const waits_until = new Date(Date.now() + 40 * 60_000).toISOString();
  for (const [locale, text] of [['en-GB', 'limit on emails to this address'], ['nl-NL', 'limiet voor e-mails aan dit adres']] as const) {
    const page = await visit({ locale });
    await page.request.post('/v1/sessions', { data: { email: org.owner, password }, headers: { Origin: usher.url } });
    // The tests' system has no limits; what the service answers over one is held by its own tests.
    await page.route(`**/v1/organizations/*/users/${id}`, async (route) => {
      const response = await route.fetch();
      const user = await response.json();
      await route.fulfill({ response, json: { ...user, invitation: { ...user.invitation, delivery: 'queued', sent_at: null, sends: 0, waits_until } } });
    });
    await page.goto(`/organizations/${org.org}/settings/users/${id}`);
    const waits = page.locator('[data-waits]');
    await expect(waits).toContainText(text);
    await expect(waits.locator('time')).toHaveAttribute('datetime', waits_until);
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  }
});
