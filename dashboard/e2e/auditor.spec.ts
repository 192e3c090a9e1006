import { expect, heading, type Organization, signIn, test, unique } from './fixtures.ts';

let org: Organization;
let guest: { id: string };
test.beforeAll(async ({ usher }) => {
  org = await usher.newOrganization('Audited Ltd');
  guest = await usher.invite(org, { email: `guest-${unique()}@test.example`, first_name: 'Gus', last_name: 'Guest', role: 'owner' });
});

const refused = /^(Create|Edit|Block|Unblock|Remove|Resend|Import|Revoke|Save|Delete)/;

test('an Auditor sees every page, no button that would be refused, and why', async ({ visit }) => {
  const page = await visit();
  const forbidden: string[] = [];
  page.on('response', (r) => { if (r.status() === 403) forbidden.push(`${r.request().method()} ${r.url()}`); });
  await signIn(page, org.auditor, org.name);
  const base = `/organizations/${org.org}`;
  const pages = [
    ['settings/users', 'Users'], [`settings/users/${guest.id}`, 'Gus Guest'], ['settings/users/import', 'Add several users'],
    ['settings/organization', 'Organization'], ['settings/api-keys', 'API keys'], ['flows', 'Flows'], ['flows/new', 'Create flow'],
  ] as const;
  for (const [path, title] of pages) {
    await page.goto(`${base}/${path}`);
    await expect(heading(page, title)).toBeVisible();
    await expect(page.locator('[data-read-only]')).toBeVisible();
    const buttons = await page.locator('button:not([aria-pressed])').allTextContents(); // what is pressed or not only filters
    expect(buttons.filter((b) => refused.test(b.trim())), path).toEqual([]);
  }
  await page.goto(`${base}/settings/audit-log`);
  await expect(heading(page, 'Audit log')).toBeVisible();
  expect(forbidden).toEqual([]);
});

test('an Auditor changes their own name, and not their role', async ({ signedIn }) => {
  const page = await signedIn(org.auditor, org);
  await page.getByRole('link', { name: 'My profile' }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Last Name').fill('Torrance');
  await expect(dialog.getByRole('radio')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Audrey Torrance', { exact: true })).toBeVisible();
});
