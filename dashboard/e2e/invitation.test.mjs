import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { api, people, signIn } from './browser.mjs';
import { linkFor } from './mailbox.mjs';
import { newOrganization, scan, unique, withBrowser } from './setup.mjs';

const visit = withBrowser();
let org;
before(async () => { org = await newOrganization('Invitations Ltd'); });

const heading = (page, name) => page.getByRole('heading', { level: 1, name });

async function createUser(page, first, last, email, role) {
  await page.getByRole('button', { name: 'Create user' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create user' });
  await dialog.getByLabel('First name').fill(first);
  await dialog.getByLabel('Last name').fill(last);
  await dialog.getByLabel('Email').fill(email);
  await dialog.getByRole('radio', { name: role }).check();
  await dialog.getByRole('button', { name: 'Create user' }).click();
  await heading(page, `${first} ${last}`).waitFor();
}

test('create a user, see the mail go, accept it, and use the link again', async () => {
  const { page, trouble } = await visit();
  await signIn(page, org.owner, people.password, org.name);
  assert.match(await page.locator('[data-seats]').textContent(), /10 seats in your plan, 8 free/);
  const email = `dorothy-${unique()}@test.example`;
  await createUser(page, 'Dorothy', 'Vaughan', email, 'Auditor');
  assert.match(page.url(), /\/settings\/users\/usr_/);
  await page.locator('[data-delivery="sent"], [data-delivery="delivered"]').waitFor({ timeout: 30_000 });
  assert.match(await page.getByRole('timer').textContent(), /^6 days, 23 hours$/);

  const link = await linkFor(email, '/invitations/');
  await scan(visit, link, 3);
  const guest = await visit();
  await guest.page.goto(link);
  await heading(guest.page, 'Join Invitations Ltd').waitFor();
  await guest.page.getByText(/(You are invited|invites you) to Invitations Ltd as Auditor\./).waitFor();
  const password = guest.page.getByLabel('Choose a password');
  const join = guest.page.getByRole('button', { name: 'Join Invitations Ltd' });
  await password.fill('short');
  await join.click();
  await guest.page.getByText('This is too short.').waitFor();
  assert.equal(await guest.page.locator('li[data-met]').count(), 2);
  await password.fill('correcthorsebatterystaple'); // long enough, and known to everybody
  assert.equal(await guest.page.locator('li[data-met]').count(), 3);
  await join.click();
  await guest.page.getByText('This password is among those that are tried first.').waitFor();
  await password.fill('violet tram beside nine rivers');
  await join.click();
  await heading(guest.page, 'Users').waitFor();
  await guest.page.getByText('You are an Auditor here').waitFor();

  await page.bringToFront();
  await page.reload();
  await page.locator('[data-user-status="active"]').waitFor();
  const again = await visit();
  await again.page.goto(link);
  await heading(again.page, 'This invitation has been used').waitFor();
  await again.page.getByRole('link', { name: 'Go to sign in' }).click();
  await heading(again.page, 'Sign in').waitFor();
  assert.deepEqual([...trouble, ...guest.trouble, ...again.trouble], []);
});

test('resend kills the earlier link', async () => {
  const { page, trouble } = await visit();
  await signIn(page, org.owner, people.password, org.name);
  const email = `mary-${unique()}@test.example`;
  await createUser(page, 'Mary', 'Jackson', email, 'Owner');
  const first = await linkFor(email, '/invitations/');
  await page.getByRole('button', { name: 'Resend invitation' }).click();
  await page.getByText(`A new invitation is on its way to ${email}`).waitFor();
  const second = await linkFor(email, '/invitations/', 2);
  assert.notEqual(first, second);
  const guest = await visit();
  await guest.page.goto(first);
  await heading(guest.page, 'This invitation link is not valid').waitFor();
  await scan(visit, second);
  await guest.page.goto(second);
  await heading(guest.page, 'Join Invitations Ltd').waitFor();
  assert.deepEqual([...trouble, ...guest.trouble], []);
});

test('an address where mail bounces is told, and sending there again is asked about', async () => {
  const { page, trouble } = await visit();
  await signIn(page, org.owner, people.password, org.name);
  const email = `bounce+${unique()}@simulator.amazonses.com`;
  await createUser(page, 'Bonnie', 'Bounce', email, 'Auditor');
  const note = page.locator('[data-address-problem=bounced]');
  await note.waitFor({ timeout: 30_000 });
  await note.getByText('550 5.1.1 user unknown').waitFor();
  await page.getByRole('button', { name: 'Resend invitation' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send it all the same?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Resend invitation' }).click();
  await dialog.getByRole('button', { name: 'Send all the same' }).click();
  await page.getByText(`A new invitation is on its way to ${email}`).waitFor();
  await page.getByRole('link', { name: 'All users' }).click();
  await page.getByRole('row', { name: /Bonnie Bounce/ }).getByText('Mail does not arrive').waitFor();
  assert.deepEqual(trouble, []);
});

test('somebody with an account joins with the password they have', async () => {
  const { page, trouble } = await visit();
  await signIn(page, org.owner, people.password, org.name);
  const elsewhere = await newOrganization();
  await createUser(page, 'Olive', 'Ownerson', elsewhere.owner, 'Auditor');
  const guest = await visit();
  const link = await linkFor(elsewhere.owner, '/invitations/', 2);
  await scan(visit, link);
  await guest.page.goto(link);
  await guest.page.getByText('You have an account with this address already.').waitFor();
  await guest.page.getByLabel('Your password').fill('not the password');
  await guest.page.getByRole('button', { name: 'Join Invitations Ltd' }).click();
  await guest.page.getByText('Wrong e-mail address or password.').waitFor();
  await guest.page.getByLabel('Your password').fill(people.password);
  await guest.page.getByRole('button', { name: 'Join Invitations Ltd' }).click();
  await heading(guest.page, 'Users').waitFor();
  // Now they have two organizations, and can go from one to the other.
  await guest.page.getByRole('button', { name: /^Signed in as/ }).click();
  await guest.page.getByRole('menuitem', { name: 'Switch organization' }).click();
  await heading(guest.page, 'Choose an organization').waitFor();
  await guest.page.getByRole('link', { name: elsewhere.name }).click();
  await guest.page.getByRole('button', { name: 'Create user' }).waitFor();
  assert.deepEqual([...trouble, ...guest.trouble], []);
});

test('links that are none', async () => {
  const { page, trouble } = await visit();
  await page.goto('/invitations/nonsense');
  await heading(page, 'This invitation link is not valid').waitFor();
  await page.goto('/nowhere');
  await heading(page, 'There is nothing here').waitFor();
  assert.deepEqual(trouble, []);
});

test('what is refused is said beside the field it is about', async () => {
  const { page, trouble } = await visit();
  await signIn(page, org.owner, people.password, org.name);
  await page.getByRole('button', { name: 'Create user' }).click();
  const dialog = page.getByRole('dialog', { name: 'Create user' });
  await dialog.getByRole('button', { name: 'Create user' }).click();
  assert.equal(await dialog.getByText('Fill this in.').count(), 4);
  await dialog.getByLabel('First name').fill('Ada');
  await dialog.getByLabel('Last name').fill('Byron');
  await dialog.getByLabel('Email').fill('not an address');
  await dialog.getByRole('radio', { name: 'Owner' }).check();
  await dialog.getByRole('button', { name: 'Create user' }).click();
  await dialog.getByText('This is not an e-mail address.').waitFor();
  await dialog.getByLabel('Email').fill(org.auditor);
  await dialog.getByRole('button', { name: 'Create user' }).click();
  await dialog.getByText('Somebody with this e-mail address is in your organization already.').waitFor();
  assert.deepEqual(trouble, []);
});

test('a full plan says so, and why', async () => {
  const { page, trouble } = await visit();
  await signIn(page, org.owner, people.password, org.name);
  for (let i = 0; i < 10; i++) {
    const r = await api(page, 'POST', `/v1/organizations/${org.org}/users`, { email: `seat-${i}-${unique()}@test.example`, first_name: 'Seat', last_name: `N${i}`, role: 'auditor' });
    if (r.status === 409) break;
  }
  await page.reload();
  const button = page.getByRole('button', { name: 'No free seats' });
  await button.waitFor();
  assert.equal(await button.getAttribute('aria-disabled'), 'true');
  await page.getByText('All 10 seats of your plan are used.').waitFor();
  await button.click({ force: true });
  assert.equal(await page.getByRole('dialog').count(), 0);
  assert.deepEqual(trouble, []);
});
