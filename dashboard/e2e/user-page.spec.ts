// A user's page: its header, what is pressed twice, what is typed and not saved, and what happens while it is open.
import { aMinuteLater, api, expect, heading, type Organization, test, unique } from './fixtures.ts';
import type { Page } from '@playwright/test';

let org: Organization;
test.beforeAll(async ({ usher }) => { org = await usher.newOrganization('Pages Ltd'); });

const invite = (usher: { invite: (o: Organization, u: { email: string; first_name: string; last_name: string; role: 'auditor' }) => Promise<{ id: string; email: string }> }, first: string, email = `${first.toLowerCase()}-${unique()}@test.example`) =>
  usher.invite(org, { email, first_name: first, last_name: 'Test', role: 'auditor' });
const userUrl = (user: { id: string }) => `/organizations/${org.org}/settings/users/${user.id}`;
const sends = async (page: Page, user: { id: string }) => (await api(page, 'GET', `/v1/organizations/${org.org}/users/${user.id}`)).body.invitation.sends;

test('the header says who it is and offers what can be done; a bounced mail is above the fold', async ({ signedIn, usher }) => {
  const page = await signedIn(org.owner, org);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const user = await invite(usher, 'Bonnie', `bounce+${unique()}@simulator.amazonses.com`);
  for (const [height, width] of [[800, 1280], [844, 390]] as const) {
    await page.setViewportSize({ width, height });
    await page.goto(userUrl(user));
    await expect(page.locator('[data-address-problem=bounced]')).toBeInViewport({ timeout: 30_000 });
  }
  const summary = page.locator('[data-user-summary]');
  await expect(summary.locator('[data-user-status=invited]')).toBeVisible();
  await expect(summary.getByText('Auditor', { exact: true })).toBeVisible();
  await summary.getByRole('button', { name: 'Copy email address' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(user.email);
  for (const name of ['Edit', 'Resend invitation', 'Cancel invitation']) await expect(page.getByRole('button', { name, exact: true })).toHaveCount(1);
  // Said once.
  for (const text of ['First Name', 'Last Name', 'Changed']) await expect(page.getByText(text, { exact: true })).toHaveCount(0);
  await expect(page.getByText('API keys created by this user')).toHaveCount(0);
});

test('two presses of Resend are one mail, in either language; then it cools down, also after a reload', async ({ signedIn, usher }) => {
  for (const [locale, resend, justSent] of [['en-GB', 'Resend invitation', 'Sent just now'], ['nl-NL', 'Uitnodiging opnieuw sturen', 'Zojuist verstuurd']] as const) {
    const user = await invite(usher, 'Reese');
    const page = await signedIn(org.owner, org);
    await page.context().addInitScript((l) => localStorage.setItem('usher-language', l), locale.slice(0, 2));
    await page.goto(userUrl(user));
    await expect.poll(() => sends(page, user)).toBe(1);
    await aMinuteLater(page);
    let asked = 0;
    page.on('request', (r) => {
      if (r.method() !== 'POST' || !r.url().endsWith('/invitation')) return;
      asked++;
      expect(r.headers()['idempotency-key']).toMatch(/^[0-9a-f]{32}$/);
    });
    await page.getByRole('button', { name: resend }).dblclick({ delay: 140 });
    await expect.poll(() => sends(page, user)).toBe(2);
    expect(asked).toBe(1);
    await page.context().addInitScript(() => { const now = Date.now; Date.now = () => now() - 60_000; }); // the present again
    await page.reload();
    const cooling = page.getByRole('button', { name: justSent });
    await expect(cooling).toHaveAttribute('aria-disabled', 'true');
    await cooling.click({ force: true });
    expect(asked).toBe(1);
    // What was sent before is not forgotten while the next mail waits.
    await page.route(`**/v1/**/users/${user.id}`, async (route) => {
      const response = await route.fetch();
      const body = await response.json();
      await route.fulfill({ response, json: { ...body, invitation: { ...body.invitation, delivery: 'queued' } } });
    });
    await page.reload();
    await expect(page.getByText(locale === 'en-GB' ? 'Never' : 'Nooit', { exact: true })).toHaveCount(1); // of the sign-in
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.context().close();
  }
});

test('the activity follows the mail, and its times go on', async ({ signedIn, usher }) => {
  const page = await signedIn(org.owner, org);
  const user = await invite(usher, 'Acton');
  await page.goto(userUrl(user));
  const activity = page.getByRole('region', { name: 'Activity' });
  await expect(page.locator('[data-delivery=delivered]')).toBeVisible({ timeout: 30_000 });
  await expect(activity.getByRole('listitem').first()).toContainText(/deliver/i, { timeout: 5_000 });
  const time = activity.locator('time').first();
  const text = await time.textContent();
  await expect(time).not.toHaveText(text ?? '', { timeout: 5_000 });
});

test('what is typed into a dialog outlasts the choice of a logo and the Escape key', async ({ signedIn, usher }) => {
  const page = await signedIn(org.owner, org);
  const user = await invite(usher, 'Logan');
  await page.goto(userUrl(user));
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('First Name').fill('Loretta');
  await dialog.getByRole('button', { name: 'Logo…' }).click();
  await expect(dialog.getByText('Drop a picture here')).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await expect(dialog.getByLabel('First Name')).toHaveValue('Loretta');
  await expect(dialog.getByRole('button', { name: 'Logo…' })).toBeFocused();
  const asked: string[] = [];
  page.once('dialog', (d) => { asked.push(d.message()); void d.dismiss(); });
  await page.keyboard.press('Escape');
  await expect(dialog.getByLabel('First Name')).toHaveValue('Loretta');
  expect(asked).toEqual(['Your changes are not saved yet. Leave without saving?']);
  page.once('dialog', (d) => void d.accept());
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  // Nothing is asked where nothing was typed.
  await page.goto(`/organizations/${org.org}/settings/users?create=true`);
  await expect(dialog.getByLabel('First name')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('a session that ends during an edit keeps it for the same person', async ({ signedIn, usher }) => {
  const page = await signedIn(org.owner, org);
  const user = await invite(usher, 'Edie');
  await page.goto(userUrl(user));
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('First Name').fill('Edith');
  await api(page, 'DELETE', '/v1/sessions/current');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Your session has ended.')).toBeVisible();
  await page.getByLabel('Email').fill(org.owner);
  await page.getByLabel('Password', { exact: true }).fill('mind the gap at seat 42');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(dialog.getByLabel('First Name')).toHaveValue('Edith');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(heading(page, 'Edith Test')).toBeVisible();
});

test('"All users" leads to the list as it was left', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.getByRole('searchbox', { name: 'Search' }).fill('audrey');
  await page.waitForURL(/q=audrey/);
  await page.getByRole('link', { name: 'Audrey Tor' }).click();
  await page.getByRole('link', { name: 'All users' }).click();
  await expect(page).toHaveURL(/q=audrey/);
  await expect(page.getByText('1 user', { exact: true })).toBeVisible();
});

test('an invitation for somebody else says so first, and an old tab notices who is signed in', async ({ signedIn, usher }) => {
  const page = await signedIn(org.owner, org);
  const user = await invite(usher, 'Tabea');
  const link = await usher.linkFor(user.email, '/invitations/');
  const other = await page.context().newPage();
  await other.goto(link);
  await expect(other.locator('[data-other-account]')).toContainText(`You are signed in as ${org.owner}. This invitation is for ${user.email}`);
  await other.getByLabel('Choose a password').fill('violet tram beside nine rivers');
  await other.getByRole('button', { name: 'Join Pages Ltd' }).click();
  await expect(heading(other, 'Users')).toBeVisible();
  await expect(page.getByText(`You signed in as ${user.email} in another tab.`)).toBeVisible();
  await expect(page.getByRole('button', { name: `Signed in as ${user.email}` })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Create user' })).toHaveCount(0);
});

test('a flow that is not JSON is told so once, and says when it was saved', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.goto(`/organizations/${org.org}/flows/new`);
  await page.getByLabel('Name').fill('Checks');
  await page.getByLabel('Definition').fill('{ nonsense');
  const told = page.getByText(/line 1/i);
  await expect(told).toHaveCount(1);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByLabel('Definition')).toBeFocused();
  await expect(told.filter({ visible: true })).toHaveCount(1);
  await page.getByLabel('Definition').fill('{}');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText(/^Draft · Version 1 · saved /)).toBeVisible();
});
