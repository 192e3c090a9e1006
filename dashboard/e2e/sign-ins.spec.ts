// What a person learns of sign-ins to their account, and how an Owner ends sessions: for everybody who is idle, or one user's.
import { api, expect, heading, type Organization, password, signIn, test, unique } from './fixtures.ts';
import { violations } from './axe.ts';

let org: Organization;
test.beforeEach(async ({ usher }) => { org = await usher.newOrganization('Sign-ins Ltd'); });

const newSignIn = 'New sign-in to your account';

test('the profile shows sign-ins, failed ones too, and says where there are none', async ({ usher, visit }) => {
  const page = await visit();
  const card = page.getByRole('region', { name: 'Sign-ins' });
  const rows = card.getByRole('list', { name: 'Sign-ins' }).getByRole('listitem');
  const email = `grace-${unique()}@test.example`;
  await usher.invite(org, { email, first_name: 'Grace', last_name: 'Hopper', role: 'auditor' });
  await page.goto(await usher.linkFor(email, '/invitations/'));
  await page.getByLabel('Choose a password').fill(password);
  await page.getByRole('button', { name: 'Join Sign-ins Ltd' }).click();
  await expect(heading(page, 'Users')).toBeVisible();
  await page.goto(`/organizations/${org.org}/profile`);
  await expect(rows).toHaveText([/^Signed in with the password/]);
  await page.route('**/v1/me/sign-ins*', (route) => route.fulfill({ json: { data: [], next_cursor: null } })); // as after 90 days
  await page.reload();
  await expect(card.getByText('There are no sign-ins in the last 90 days.')).toBeVisible();
  expect(await violations(page)).toEqual([]);
  await page.unrouteAll({ behavior: 'ignoreErrors' });

  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password', { exact: true }).fill('not the password');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Wrong email address or password.')).toBeVisible();
  await signIn(page, email, org.name);
  await page.goto(`/organizations/${org.org}/profile`);
  await expect(rows).toHaveText([/^Signed in with the password.*Chrome, Linux/, /^Failed attempt.*Chrome, Linux/, /^Signed in/]);
  expect(await violations(page)).toEqual([]);
});

test('a sign-in in another browser is mailed, once for each; joining is not', async ({ usher, visit }) => {
  const mails = async () => (await usher.mailsTo(org.owner, newSignIn)).length;
  const page = await visit();
  await signIn(page, org.owner, org.name);
  // Mails to one person go out in order: one about joining would be there before.
  await expect.poll(mails, { timeout: 30_000 }).toBe(1);
  const [mail] = await usher.mailsTo(org.owner, newSignIn);
  expect(mail?.body.text).toContain('Chrome');
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await signIn(page, org.owner, org.name); // known by now
  await signIn(await visit(), org.owner, org.name);
  await expect.poll(mails, { timeout: 30_000 }).toBe(2);
  await usher.post('/v1/password-resets', { email: org.owner });
  await usher.linkFor(org.owner, '/password-resets/'); // which goes out after all of them
  expect(await mails()).toBe(2);
});

test('an Owner ends a user’s sessions: they sign in again there, and stay signed in elsewhere', async ({ usher, signedIn }) => {
  const elsewhere = await usher.newOrganization();
  await usher.invite(elsewhere, { email: org.auditor, first_name: 'Audrey', last_name: 'Tor', role: 'auditor' });
  const token = (await usher.linkFor(org.auditor, '/invitations/', 2)).split('/invitations/')[1];
  await usher.post(`/v1/invitations/${token}/accept`, { password });
  const owner = await signedIn(org.owner, org);
  const auditor = await signedIn(org.auditor, org);
  await owner.getByRole('link', { name: 'Audrey Tor' }).click();
  const button = owner.getByRole('main').getByRole('button', { name: 'End sessions' });
  const dialog = owner.getByRole('dialog', { name: 'End the sessions of Audrey Tor?' });
  await button.click();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog).toBeHidden();
  await expect(button).toBeFocused();
  await auditor.getByRole('link', { name: 'Flows' }).click();
  await expect(heading(auditor, 'Flows')).toBeVisible(); // nothing has happened yet
  await button.click();
  await expect(dialog.getByText('Other organizations and API keys are not affected.')).toBeVisible();
  expect(await violations(owner)).toEqual([]);
  await dialog.getByRole('button', { name: 'End sessions' }).click();
  await expect(owner.getByText('The sessions of Audrey Tor have ended.')).toBeVisible();
  await expect(button).toBeFocused();
  await expect(owner.getByRole('region', { name: 'Activity' }).getByText('ended the sessions of')).toBeVisible();

  expect((await api(auditor, 'GET', `/v1/organizations/${elsewhere.org}`)).status).toBe(200);
  await auditor.getByRole('link', { name: 'API keys' }).click(); // which it has not read yet
  await expect(auditor.getByText('Your session has ended.')).toBeVisible();
  await auditor.getByLabel('Email').fill(org.auditor);
  await auditor.getByLabel('Password', { exact: true }).fill(password);
  await auditor.getByRole('button', { name: 'Sign in' }).click();
  await expect(heading(auditor, 'API keys')).toBeVisible();
  await expect(auditor).toHaveURL(new RegExp(`/${org.org}/`));
});

test('an Owner says after how many minutes unused sessions end', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.goto(`/organizations/${org.org}/settings/organization`);
  const field = page.getByLabel('Sign people out when they have not used the organization for');
  const save = page.getByRole('button', { name: 'Save' });
  await expect(field).toHaveValue('0');
  await expect(field).toHaveAccessibleDescription(/Minutes, from 5 to/);
  for (const wrong of ['4', '']) {
    await field.fill(wrong);
    await save.click();
    await expect(field).toHaveAttribute('aria-invalid', 'true');
    await expect(field).toBeFocused();
  }
  await field.fill('15');
  await save.click();
  await expect(page.getByText('Saved', { exact: false }).first()).toBeVisible();
  await page.reload();
  await expect(field).toHaveValue('15');
  await page.goto(`/organizations/${org.org}/settings/audit-log?action=organization.update`);
  await expect(page.getByRole('row', { name: /Minutes until unused sessions end/ })).toContainText('15');
  const auditor = await signedIn(org.auditor, org);
  await auditor.goto(`/organizations/${org.org}/settings/organization`);
  await expect(auditor.getByText('15 minutes')).toBeVisible();
});
