// Every page at phone and desktop width, light and dark: held to WCAG by axe,
// to its width, and pictured, for somebody to look at.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { before, test } from 'node:test';
import { people, signIn } from './browser.mjs';
import { linkFor } from './mailbox.mjs';
import { invite, newOrganization, post, unique, withBrowser } from './setup.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = process.env.SCREENSHOTS ?? new URL('../screenshots/', import.meta.url).pathname;
mkdirSync(folder, { recursive: true });

const visit = withBrowser();
let org;
let guest;
let link;
let usedLink;
let flow;
before(async () => {
  org = await newOrganization('Acme & Daughters');
  usedLink = await linkFor(org.auditor, '/invitations/');
  const email = `katherine-${unique()}@a-rather-long-domain-name.test.example`;
  guest = await invite(org, { email, first_name: 'Katherine', last_name: 'Johnson-Featherstonehaugh', role: 'auditor' });
  link = await linkFor(email, '/invitations/');
  await post(`/v1/organizations/${org.org}/api-keys`, { name: 'nightly export', role: 'auditor' }, org.cookie);
  flow = (await post(`/v1/organizations/${org.org}/flows`, { name: 'Age check', description: 'Asks nothing but the age', definition: { steps: ['age', { at_least: 18 }] } }, org.cookie)).answer;
});

/** Axe by the page's own script-src 'self': evaluated by the browser's debugger, not as an inline script. */
async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  }));
  return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} ${n.failureSummary}`).join(' | ').slice(0, 600)}`);
}

const heading = (page, name) => page.getByRole('heading', { level: 1, name }).waitFor();
const inOrg = (path) => `/organizations/${org.org}/${path}`;

const outside = [
  ['sign-in', async (page) => { await page.goto('/sign-in'); await heading(page, 'Sign in'); }],
  ['forgot-password', async (page) => { await page.goto('/forgot-password'); await heading(page, 'Forgotten password'); }],
  ['reset-password', async (page) => { await page.goto('/password-resets/x'); await heading(page, 'Set a new password'); }],
  ['invitation', async (page) => { await page.goto(link); await heading(page, 'Join Acme & Daughters'); }],
  ['invitation-used', async (page) => { await page.goto(usedLink); await heading(page, 'This invitation has been used'); }],
  ['invitation-invalid', async (page) => { await page.goto('/invitations/x'); await heading(page, 'This invitation link is not valid'); }],
  ['not-found', async (page) => { await page.goto('/nowhere'); await heading(page, 'There is nothing here'); }],
];
const inside = [
  ['choose', async (page) => { await page.goto('/organizations'); await heading(page, 'Choose an organization'); }],
  ['users', async (page) => { await page.goto(inOrg('settings/users')); await page.getByText('3 users', { exact: true }).waitFor(); }],
  ['users-ledger', async (page) => { await page.getByText('What frees a seat?').click(); }],
  ['users-nobody', async (page) => { await page.goto(inOrg('settings/users?q=nobody')); await page.getByText('Nobody found').waitFor(); }],
  ['create-user', async (page) => { await page.goto(inOrg('settings/users?create=true')); await page.getByRole('dialog').getByLabel('First name').waitFor(); }],
  ['create-user-refused', async (page) => { await page.getByRole('dialog').getByRole('button', { name: 'Create user' }).click(); }],
  ['user', async (page) => { await page.goto(inOrg(`settings/users/${guest.id}`)); await page.locator('[data-delivery="sent"], [data-delivery="delivered"]').waitFor(); }],
  ['user-edit', async (page) => { await page.getByRole('button', { name: 'Edit' }).click(); await page.getByRole('dialog').getByLabel('First Name').waitFor(); }],
  ['user-logo', async (page) => { await page.getByRole('button', { name: 'Logo…' }).click(); await page.getByText('Drop a picture here').waitFor(); }],
  ['user-remove', async (page) => { await page.goto(inOrg(`settings/users/${guest.id}`)); await page.getByRole('button', { name: 'Remove' }).click(); await page.getByRole('dialog').waitFor(); }],
  ['import', async (page) => { await page.goto(inOrg('settings/users/import')); await heading(page, 'Import users from CSV'); }],
  ['organization', async (page) => { await page.goto(inOrg('settings/organization')); await page.getByLabel('Name').waitFor(); }],
  ['api-keys', async (page) => { await page.goto(inOrg('settings/api-keys')); await heading(page, 'API keys'); await settled(page); }],
  ['audit-trail', async (page) => { await page.goto(inOrg('settings/audit-trail')); await heading(page, 'Audit trail'); await settled(page); }],
  ['flows', async (page) => { await page.goto(inOrg('flows')); await heading(page, 'Flows'); await settled(page); }],
  ['flow', async (page) => { await page.goto(inOrg(`flows/${flow.id}`)); await heading(page, 'Age check'); await page.getByText('Flow created').waitFor(); }],
  ['api-key-new', async (page) => { await page.goto(inOrg('settings/api-keys')); await page.getByRole('button', { name: 'Create API key' }).click(); await page.getByRole('dialog').getByLabel('Name').waitFor(); }],
  ['flow-new', async (page) => { await page.goto(inOrg('flows/new')); await heading(page, 'Create flow'); }],
  ['profile', async (page) => { await page.goto(inOrg('profile')); await page.getByText('Olive Ownerson').waitFor(); }],
  ['account-menu', async (page) => { await page.getByRole('button', { name: /^Signed in as/ }).click(); await page.getByRole('menuitem', { name: 'Sign out' }).waitFor(); }],
];

async function settled(page) {
  await page.locator('main [role=alert], main table, main p').first().waitFor();
}

async function look(page, name, variant) {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(250); // the dialog's fade: axe measures the contrast of what is there
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await page.screenshot({ path: `${folder}/${name}-${variant}.png`, fullPage: !/create|edit|logo|remove|menu|api-key-new/.test(name) });
  const found = (await violations(page)).map((v) => `${name} ${variant}: ${v}`);
  return overflow > 0 ? [...found, `${name} ${variant}: ${overflow} px too wide`] : found;
}

for (const [variant, width, scheme] of [['desktop-light', 1280, 'light'], ['desktop-dark', 1280, 'dark'], ['phone-light', 320, 'light'], ['phone-dark', 320, 'dark']]) {
  test(`every page, ${variant}`, { timeout: 300_000 }, async () => {
    const { page, trouble } = await visit({ viewport: { width, height: 720 }, colorScheme: scheme, reducedMotion: 'reduce' });
    const found = [];
    for (const [name, go] of outside) { await go(page); found.push(...await look(page, name, variant)); }
    await signIn(page, org.owner, people.password, org.name);
    for (const [name, go] of inside) { await go(page); found.push(...await look(page, name, variant)); }
    const auditor = await visit({ viewport: { width, height: 720 }, colorScheme: scheme, reducedMotion: 'reduce' });
    await signIn(auditor.page, org.auditor, people.password, org.name);
    for (const [name, path] of [['users', 'settings/users'], ['user', `settings/users/${guest.id}`], ['flow', `flows/${flow.id}`], ['organization', 'settings/organization']]) {
      await auditor.page.goto(inOrg(path));
      await auditor.page.locator('[data-read-only]').waitFor();
      found.push(...await look(auditor.page, `auditor-${name}`, variant));
    }
    assert.deepEqual(auditor.trouble, []);
    if (width < 600) {
      await page.goto(inOrg('settings/users'));
      await page.getByRole('button', { name: 'Menu' }).click();
      found.push(...await look(page, 'menu', variant));
      await page.getByRole('link', { name: 'Organization' }).click();
      await heading(page, 'Organization');
    }
    assert.deepEqual(found, []);
    assert.deepEqual(trouble, []);
  });
}
