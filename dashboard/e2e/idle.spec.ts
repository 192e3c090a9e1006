// Sessions that nobody uses, in a system where they end within a minute.
import { expect, heading, type Organization, password, test } from './fixtures.ts';

let org: Organization;
test.beforeAll(async ({ usher }) => { org = await usher.newOrganization('Idle Ltd'); });

test('a session that was not used ends, asks to sign in, and goes on in the same place; one that is used stays', async ({ usher, signedIn, visit }) => {
  const page = await signedIn(org.owner, org);
  // The list leaves out what has ended. Asking for it uses the other browser's session, and not the one that is looked at.
  const other = await visit();
  await other.request.post('/v1/sessions', { data: { email: org.owner, password }, headers: { Origin: usher.url } });
  const mine = async () => (await (await other.request.get('/v1/me/sessions')).json()).data.length;
  expect(await mine()).toBeGreaterThan(1);
  await expect.poll(mine, { timeout: 90_000 }).toBe(1);
  await page.getByRole('link', { name: 'My profile' }).click();
  await expect(page.getByText('Your session has ended.')).toBeVisible();
  await page.getByLabel('Email').fill(org.owner);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(heading(page, 'My profile')).toBeVisible();
  await other.goto(`/organizations/${org.org}/settings/users`);
  await expect(heading(other, 'Users')).toBeVisible();
});
