import type { Page } from '@playwright/test';
import { api, expect, heading, type Organization, password, test, unique } from './fixtures.ts';

let org: Organization;
test.beforeAll(async ({ usher }) => { org = await usher.newOrganization('Zweiundvierzig'); });

/** Opens the dialog and fills it by typing: Chromium changes what is typed, not what programs fill in. */
async function create(page: Page, email: string, first = 'Ada', last = ''): Promise<void> {
  await page.goto(`/organizations/${org.org}/settings/users?create=true`);
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('First name').fill(first);
  if (last) await dialog.getByLabel('Last name').fill(last);
  await dialog.getByLabel('Email').pressSequentially(email);
  await dialog.getByRole('radio', { name: 'Auditor' }).check();
  await dialog.getByRole('button', { name: 'Create user' }).click();
}

const details = (page: Page) => page.locator('[data-user-summary]');

for (const [typed, ascii] of [['testß.example', 'xn--test-yna.example'], ['möstermann.swiss', 'xn--mstermann-07a.swiss']] as const) {
  test(`somebody at ${typed} is invited there, shown as typed, and signs in so`, async ({ signedIn, visit, usher }) => {
    const local = `Ada.${unique()}`;
    const page = await signedIn(org.owner, org);
    await create(page, `${local}@${typed}`, 'Ada');
    await expect(heading(page, 'Ada')).toBeVisible();
    await expect(details(page).getByText(`${local}@${typed}`, { exact: true })).toBeVisible();
    const users = (await api(page, 'GET', `/v1/organizations/${org.org}/users?q=${local}`)).body.data;
    expect(users.map((u: { email: string }) => u.email)).toEqual([`${local}@${typed}`]);

    await usher.accept(`${local}@${ascii}`);
    const visitor = await visit();
    await visitor.goto('/sign-in');
    await visitor.getByLabel('Email').pressSequentially(`${local}@${typed}`);
    await visitor.getByLabel('Password', { exact: true }).fill(password);
    await visitor.getByRole('button', { name: 'Sign in' }).click();
    await expect(heading(visitor, 'Users')).toBeVisible();
    await expect(visitor.getByRole('button', { name: `Signed in as ${local}@${typed}` })).toBeVisible();
  });
}

test('the page tells why an address or a name is refused, and drops what was copied along', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  const tag = unique();
  const dialog = page.getByRole('dialog');
  for (const [email, why] of [
    [`zoe${'\u200b'}@example.com`, 'cannot be seen'], ['tëst@example.com', 'a letter with an accent'],
    ['a@example.com, b@example.com', 'several addresses'], ['mailto:a@example.com', 'Leave out “mailto:”'], ['Ada <a@example.com>', 'without a name'],
  ] as const) {
    await create(page, email);
    await expect(dialog.getByText(why)).toBeVisible();
    await expect(dialog.getByLabel('Email')).toBeFocused();
  }
  await create(page, `b.${tag}@example.com`, 'evil-bank.com');
  await expect(dialog.getByText('This looks like a web address.')).toBeVisible();
  await create(page, `\u202a\u200b${tag}@example.com\u202c\u00a0`, '\u200fPriya', 'v.d.Berg/Jansen\u200b');
  await expect(heading(page, 'Priya v.d.Berg/Jansen')).toBeVisible();
  await expect(details(page).getByText(`${tag}@example.com`, { exact: true })).toBeVisible();
});

test('one name is a name, and can be made of two', async ({ signedIn, usher }) => {
  const page = await signedIn(org.owner, org);
  const user = await usher.invite(org, { email: `suk-${unique()}@test.example`, first_name: 'Sukarno', last_name: 'Kusno', role: 'auditor' });
  await page.goto(`/organizations/${org.org}/settings/users/${user.id}`);
  await page.getByRole('button', { name: 'Edit' }).first().click();
  await page.getByRole('dialog').getByLabel('Last name').fill('');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(heading(page, 'Sukarno')).toBeVisible();
  await expect(page.getByText('Last Name', { exact: true })).toHaveCount(0);
});

test('a domain that can pass for another is shown in ASCII too', async ({ signedIn, usher }) => {
  const email = `eve-${unique()}@\u0430pple.example`;
  const user = await usher.invite(org, { email, first_name: 'Eve', last_name: 'Lookalike', role: 'auditor' });
  const page = await signedIn(org.owner, org);
  const shown = `${email} (xn--pple-43d.example)`;
  await expect(page.getByText(shown)).toBeVisible();
  await page.goto(`/organizations/${org.org}/settings/users/${user.id}`);
  await expect(details(page).getByText(shown)).toBeVisible();
});
