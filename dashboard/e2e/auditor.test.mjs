import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { people, signIn } from './browser.mjs';
import { invite, newOrganization, unique, withBrowser } from './setup.mjs';

const visit = withBrowser();
let org;
let guest;
before(async () => {
  org = await newOrganization('Audited Ltd');
  guest = await invite(org, { email: `guest-${unique()}@test.example`, first_name: 'Gus', last_name: 'Guest', role: 'owner' });
});

const refused = /^(Create|Edit|Block|Unblock|Remove|Resend|Import|Revoke|Save|Delete)/;

test('an Auditor sees every page, no button that would be refused, and why', async () => {
  const { page, trouble } = await visit();
  const forbidden = [];
  page.on('response', (r) => { if (r.status() === 403) forbidden.push(`${r.request().method()} ${r.url()}`); });
  await signIn(page, org.auditor, people.password, org.name);
  const base = `/organizations/${org.org}`;
  const pages = [
    ['settings/users', 'Users'], [`settings/users/${guest.id}`, 'Gus Guest'], ['settings/users/import', 'Import users from CSV'],
    ['settings/organization', 'Organization'], ['settings/api-keys', 'API keys'], ['flows', 'Flows'], ['flows/new', 'Create flow'],
  ];
  for (const [path, title] of pages) {
    await page.goto(`${base}/${path}`);
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.locator('[data-read-only]').waitFor();
    const buttons = await page.getByRole('button').allTextContents();
    assert.deepEqual(buttons.filter((b) => refused.test(b.trim())), [], path);
  }
  await page.goto(`${base}/settings/audit-trail`);
  await page.getByRole('heading', { level: 1, name: 'Audit trail' }).waitFor();
  assert.deepEqual(forbidden, []);
  assert.deepEqual(trouble, []);
});

test('an Auditor changes their own name, and not their role', async () => {
  const { page, trouble } = await visit();
  await signIn(page, org.auditor, people.password, org.name);
  await page.getByRole('link', { name: 'My profile' }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  assert.equal(await dialog.getByRole('radio').count(), 0);
  await dialog.getByLabel('Last Name').fill('Torrance');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Audrey Torrance', { exact: true }).waitFor();
  assert.deepEqual(trouble, []);
});
