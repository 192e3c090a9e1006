import { api, expect, heading, type Organization, password, test } from './fixtures.ts';

let org: Organization;
test.beforeAll(async ({ usher }) => { org = await usher.newOrganization('Sessions Ltd'); });

test('a wrong password is told, and the right one goes on to where one was going', async ({ visit }) => {
  const page = await visit();
  await page.goto(`/organizations/${org.org}/settings/users?status=active`);
  await expect(heading(page, 'Sign in')).toBeVisible();
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Fill this in.')).toHaveCount(2);
  await page.getByLabel('Email').fill(org.owner);
  await page.getByLabel('Password', { exact: true }).fill('wrong wrong wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Wrong email address or password.')).toBeVisible();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('2 users', { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/status=active/);
});

test('signing in never leads to another site', async ({ visit }) => {
  for (const to of ['//evil.example/', 'https://evil.example/', '/\\evil.example', 'javascript:alert(1)']) {
    const page = await visit();
    await page.goto(`/sign-in?to=${encodeURIComponent(to)}`);
    await page.getByLabel('Email').fill(org.owner);
    await page.getByLabel('Password', { exact: true }).fill(password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(heading(page, 'Users')).toBeVisible();
    await page.context().close();
  }
});

test('a session that ended elsewhere asks to sign in, and goes on in the same place', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await api(page, 'DELETE', '/v1/sessions/current');
  await page.getByRole('link', { name: 'My profile' }).click();
  await expect(page.getByText('Your session has ended.')).toBeVisible();
  await page.getByLabel('Email').fill(org.owner);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(heading(page, 'My profile')).toBeVisible();
});

test('signing out leaves nothing behind', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByText('You are signed out.')).toBeVisible();
  await page.goBack();
  await expect(heading(page, 'Sign in')).toBeVisible();
  // The device cookie stays: it lets its browser in while strangers fail with other passwords, and says nobody's name.
  const left = (await page.context().cookies()).filter((c) => c.value !== '').map((c) => c.name);
  expect(left).toEqual(['usher-device']);
});

test('the account’s menu is opened and left with the keyboard', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  const button = page.getByRole('button', { name: /^Signed in as/ });
  await button.focus();
  for (let i = 0; i < 2; i++) { // the first time it is loaded
    await page.keyboard.press('Enter');
    await expect(button).toHaveAttribute('aria-expanded', 'true');
    await expect(page.getByRole('menuitem', { name: 'My profile' })).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('menuitemradio', { name: 'English' })).toBeFocused();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('menu')).toBeHidden();
    await expect(button).toBeFocused();
  }
});

test('the language and the appearance are chosen and kept', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.getByRole('button', { name: /^Signed in as/ }).click();
  await page.getByRole('menuitemradio', { name: 'Nederlands' }).click();
  await expect(heading(page, 'Gebruikers')).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('lang', 'nl');
  await page.getByRole('menuitemradio', { name: 'Donker' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await page.reload();
  await expect(heading(page, 'Gebruikers')).toBeVisible();
  await expect(page.locator('html')).toHaveCSS('color-scheme', 'dark');
});

test('a Dutch browser gets Dutch', async ({ visit }) => {
  const page = await visit({ locale: 'nl-NL' });
  await page.goto('/sign-in');
  await expect(heading(page, 'Inloggen')).toBeVisible();
});

test('another organization’s address tells nothing', async ({ usher, signedIn }) => {
  const other = await usher.newOrganization();
  const page = await signedIn(org.owner, org);
  await page.goto(`/organizations/${other.org}/settings/users`);
  await expect(heading(page, 'There is nothing here')).toBeVisible();
});
