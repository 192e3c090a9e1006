// Every page at phone and desktop width, light and dark: held to WCAG by axe,
// to its width, and pictured, for somebody to look at.
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { before, test } from 'node:test';
import { people, signIn } from './browser.mjs';
import { linkFor } from './mailbox.mjs';
import { accept, invite, newOrganization, post, unique, withBrowser } from './setup.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = process.env.SCREENSHOTS ?? new URL('../screenshots/', import.meta.url).pathname;
mkdirSync(folder, { recursive: true });

const visit = withBrowser();
let org;
let guest;
let link;
let usedLink;
let flow;
let maker;
let bounced;
before(async () => {
  org = await newOrganization('Acme & Daughters');
  usedLink = await linkFor(org.auditor, '/invitations/');
  const email = `katherine-${unique()}@a-rather-long-domain-name.test.example`;
  guest = await invite(org, { email, first_name: 'Katherine', last_name: 'Johnson-Featherstonehaugh', role: 'auditor' });
  link = await linkFor(email, '/invitations/');
  const made = `mae-${unique()}@test.example`;
  maker = await invite(org, { email: made, first_name: 'Mae', last_name: 'Keyes', role: 'owner' });
  const { cookie } = await accept(made);
  for (const name of ['hourly report', 'an export with a name that is longer than most']) await post(`/v1/organizations/${org.org}/api-keys`, { name, role: 'auditor' }, cookie);
  bounced = await invite(org, { email: `bounce+${unique()}@simulator.amazonses.com`, first_name: 'Bonnie', last_name: 'Bounce', role: 'auditor' });
  await post(`/v1/organizations/${org.org}/api-keys`, { name: 'nightly export', role: 'auditor' }, org.cookie);
  flow = (await post(`/v1/organizations/${org.org}/flows`, { name: 'Age check', description: 'Asks nothing but the age', definition: { steps: ['age', { at_least: 18 }] } }, org.cookie)).answer;
});

const whole = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** Each page is drawn four ways. Colours are measured in all of them, all else once wide and once narrow. */
const variants = [
  { name: 'desktop-light', width: 1280, colorScheme: 'light', rules: { type: 'tag', values: whole } },
  { name: 'desktop-dark', width: 1280, colorScheme: 'dark', rules: { type: 'rule', values: ['color-contrast'] } },
  { name: 'phone-dark', width: 320, colorScheme: 'dark', rules: { type: 'tag', values: whole } },
  { name: 'phone-light', width: 320, colorScheme: 'light', rules: { type: 'rule', values: ['color-contrast'] } },
];

/** Axe, evaluated by the browser's debugger and not as an inline script: the page's policy lets none in. */
async function violations(page, rules) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  const result = await page.evaluate((runOnly) => window.axe.run(document, { runOnly, resultTypes: ['violations'] }), rules);
  return result.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target.join(' ')} ${n.failureSummary}`).join(' | ').slice(0, 600)}`);
}

const list = ['first_name,last_name,email,role', 'Ada,Byron,ada@a-rather-long-domain-name.test.example,owner', 'Grace,,nobody,boss',
  ...Array.from({ length: 7 }, (_, i) => `Seat,Number ${i},seat-${i}@test.example,auditor`)].join('\n');

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
  ['users', async (page) => { await page.goto(inOrg('settings/users')); await page.getByText('5 users', { exact: true }).waitFor(); }],
  ['users-ledger', async (page) => { await page.getByText('What frees a seat?').click(); }],
  ['users-nobody', async (page) => { await page.goto(inOrg('settings/users?q=nobody')); await page.getByText('Nobody found').waitFor(); }],
  ['create-user', async (page) => { await page.goto(inOrg('settings/users?create=true')); await page.getByRole('dialog').getByLabel('First name').waitFor(); }],
  ['create-user-refused', async (page) => { await page.getByRole('dialog').getByRole('button', { name: 'Create user' }).click(); }],
  ['user', async (page) => { await page.goto(inOrg(`settings/users/${guest.id}`)); await page.locator('[data-delivery="sent"], [data-delivery="delivered"]').waitFor(); }],
  ['user-edit', async (page) => { await page.getByRole('button', { name: 'Edit' }).click(); await page.getByRole('dialog').getByLabel('First Name').waitFor(); }],
  ['user-logo', async (page) => { await page.getByRole('button', { name: 'Logo…' }).click(); await page.getByText('Drop a picture here').waitFor(); }],
  ['user-remove', async (page) => { await page.goto(inOrg(`settings/users/${guest.id}`)); await page.getByRole('button', { name: 'Remove' }).click(); await page.getByRole('dialog').waitFor(); }],
  ['user-bounced', async (page) => { await page.goto(inOrg(`settings/users/${bounced.id}`)); await page.locator('[data-address-problem]').waitFor(); }],
  ['user-resend', async (page) => { await page.getByRole('button', { name: 'Resend invitation' }).click(); await page.getByRole('dialog').waitFor(); }],
  ['user-block', async (page) => { await page.goto(inOrg(`settings/users/${maker.id}`)); await page.getByRole('button', { name: 'Block' }).click(); await page.getByRole('dialog').getByText('hourly report').waitFor(); }],
  ['import', async (page) => { await page.goto(inOrg('settings/users/import')); await heading(page, 'Import users from CSV'); }],
  ['import-preview', async (page) => { await page.locator('input[type=file]').setInputFiles({ name: 'u.csv', mimeType: 'text/csv', buffer: Buffer.from(list) }); await page.getByText('Nothing has been created yet.').waitFor(); }],
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

/** Nothing is under way, and what faded in is there: axe measures the contrast of what it sees. */
async function still(page) {
  await page.waitForFunction(() => document.querySelector('.mantine-Skeleton-root, main [aria-busy=true]') === null);
  await page.evaluate(async () => {
    await document.fonts.ready;
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    await frame();
    await frame();
    await Promise.allSettled(document.getAnimations().filter((a) => a.effect?.getComputedTiming().iterations !== Infinity).map((a) => a.finished));
  });
}

/** Looks at a page in each variant. Answers what is wrong. */
async function look(page, name, only = variants) {
  const found = [];
  for (const { name: variant, width, colorScheme, rules } of only) {
    await page.setViewportSize({ width, height: 720 });
    await page.emulateMedia({ colorScheme });
    await still(page);
    found.push(...(await tooWide(page)).map((v) => `${name} ${variant}: ${v}`));
    await page.screenshot({ path: `${folder}/${name}-${variant}.png`, fullPage: !/create|edit|logo|remove|resend|block|menu|api-key-new/.test(name) });
    found.push(...(await violations(page, rules)).map((v) => `${name} ${variant}: ${v}`));
  }
  for (const width of widths) {
    await page.setViewportSize({ width, height: 720 });
    found.push(...(await tooWide(page)).map((v) => `${name} at ${width}: ${v}`));
  }
  await page.setViewportSize({ width: 1280, height: 720 });
  return found;
}

/** Where layouts change, and the sizes between the pictured ones. */
const widths = [400, 640, 800, 920, 1024, 1920];

async function tooWide(page) {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return overflow > 0 ? [`${overflow} px too wide`] : [];
}

async function walk(page, pages) {
  const found = [];
  for (const [name, go] of pages) { await go(page); found.push(...await look(page, name)); }
  return found;
}

const calm = { viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' };

test('every page outside an organization', { timeout: 120_000 }, async () => {
  const { page, trouble } = await visit(calm);
  assert.deepEqual(await walk(page, outside), []);
  assert.deepEqual(trouble, []);
});

test('every page as an Owner', { timeout: 240_000 }, async () => {
  const { page, trouble } = await visit(calm);
  await signIn(page, org.owner, people.password, org.name);
  assert.deepEqual(await walk(page, inside), []);
  assert.deepEqual(trouble, []);
});

test('pages as an Auditor', { timeout: 120_000 }, async () => {
  const { page, trouble } = await visit(calm);
  await signIn(page, org.auditor, people.password, org.name);
  const found = [];
  for (const [name, path] of [['users', 'settings/users'], ['user', `settings/users/${guest.id}`], ['flow', `flows/${flow.id}`], ['organization', 'settings/organization']]) {
    await page.goto(inOrg(path));
    await page.locator('[data-read-only]').waitFor();
    found.push(...await look(page, `auditor-${name}`));
  }
  assert.deepEqual(found, []);
  assert.deepEqual(trouble, []);
});

test('in Dutch, which is longer, on a phone', async () => {
  const { page, trouble } = await visit({ ...calm, viewport: { width: 320, height: 720 }, locale: 'nl-NL' });
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(org.owner);
  await page.getByLabel('Wachtwoord', { exact: true }).fill(people.password);
  await page.getByRole('button', { name: 'Inloggen' }).click();
  await heading(page, 'Gebruikers');
  const found = [];
  for (const path of ['settings/users', `settings/users/${bounced.id}`, 'settings/users/import', 'settings/organization', 'settings/api-keys', 'settings/audit-trail', 'flows', 'profile']) {
    await page.goto(inOrg(path));
    await page.getByRole('heading', { level: 1 }).waitFor();
    await still(page);
    await page.screenshot({ path: `${folder}/dutch-${path.replaceAll('/', '-')}-phone-light.png`.replace(bounced.id, 'user'), fullPage: true });
    found.push(...(await tooWide(page)).map((v) => `${path}: ${v}`));
  }
  assert.deepEqual(found, []);
  assert.deepEqual(trouble, []);
});

test('a phone from the start: the menu opens and leads somewhere', async () => {
  const { page, trouble } = await visit({ ...calm, viewport: { width: 320, height: 720 } });
  await signIn(page, org.owner, people.password, org.name);
  await page.getByRole('button', { name: 'Menu' }).click();
  const found = await look(page, 'menu', variants.filter((v) => v.width < 600));
  await page.setViewportSize({ width: 320, height: 720 });
  await page.getByRole('link', { name: 'Organization' }).click();
  await heading(page, 'Organization');
  assert.deepEqual(found, []);
  assert.deepEqual(trouble, []);
});
