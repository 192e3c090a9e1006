// Every page at phone and desktop width, light and dark: held to WCAG by axe,
// to its width, and pictured, for somebody to look at.
import { mkdirSync } from 'node:fs';
import type { BrowserContextOptions, Locator, Page } from '@playwright/test';
import type { RunOptions } from 'axe-core';
import { violations, whole } from './axe.ts';
import { expect, heading, type Organization, password, test, unique } from './fixtures.ts';

const folder = process.env.SCREENSHOTS ?? new URL('../screenshots/', import.meta.url).pathname;
mkdirSync(folder, { recursive: true });

let org: Organization;
let guest: { id: string };
let link: string;
let usedLink: string;
let resetLink: string;
let flow: { id: string };
let maker: { id: string };
let bounced: { id: string };
test.beforeAll(async ({ usher }) => {
  org = await usher.newOrganization('Acme & Daughters');
  usedLink = await usher.linkFor(org.auditor, '/invitations/');
  const email = `katherine-${unique()}@a-rather-long-domain-name.test.example`;
  guest = await usher.invite(org, { email, first_name: 'Katherine', last_name: 'Johnson-Featherstonehaugh', role: 'auditor' });
  link = await usher.linkFor(email, '/invitations/');
  await usher.post('/v1/password-resets', { email: org.owner });
  resetLink = await usher.linkFor(org.owner, '/password-resets/');
  const made = `mae-${unique()}@test.example`;
  maker = await usher.invite(org, { email: made, first_name: 'Mae', last_name: 'Keyes', role: 'owner' });
  const { cookie } = await usher.accept(made);
  const keys = `/v1/organizations/${org.org}/api-keys`;
  for (const name of ['hourly report', 'an export with a name that is longer than most']) await usher.post(keys, { name, role: 'auditor' }, cookie);
  bounced = await usher.invite(org, { email: `bounce+${unique()}@simulator.amazonses.com`, first_name: 'Bonnie', last_name: 'Bounce', role: 'auditor' });
  await usher.post(keys, { name: 'nightly export', role: 'auditor' }, org.cookie);
  const definition = { steps: ['age', { at_least: 18 }] };
  flow = (await usher.post(`/v1/organizations/${org.org}/flows`, { name: 'Age check', description: 'Asks nothing but the age', definition }, org.cookie)).answer;
});

/** Each page is drawn four ways. Colours are measured in all of them, all else once wide and once narrow. */
type Variant = { name: string; width: number; colorScheme: 'light' | 'dark'; rules: RunOptions['runOnly'] };
const variants: readonly Variant[] = [
  { name: 'desktop-light', width: 1280, colorScheme: 'light', rules: { type: 'tag', values: whole } },
  { name: 'desktop-dark', width: 1280, colorScheme: 'dark', rules: { type: 'rule', values: ['color-contrast'] } },
  { name: 'phone-dark', width: 320, colorScheme: 'dark', rules: { type: 'tag', values: whole } },
  { name: 'phone-light', width: 320, colorScheme: 'light', rules: { type: 'rule', values: ['color-contrast'] } },
];

const list = ['first_name,last_name,email,role', 'Ada,Byron,ada@a-rather-long-domain-name.test.example,owner', 'Grace,,nobody,boss',
  ...Array.from({ length: 7 }, (_, i) => `Seat,Number ${i},seat-${i}@test.example,auditor`)].join('\n');

const see = (locator: Locator) => expect(locator).toBeVisible();
const inOrg = (path: string) => `/organizations/${org.org}/${path}`;

type Pages = [name: string, go: (page: Page) => Promise<unknown>][];
const outside: Pages = [
  ['sign-in', async (page) => { await page.goto('/sign-in'); await see(heading(page, 'Sign in')); }],
  ['forgot-password', async (page) => { await page.goto('/forgot-password'); await see(heading(page, 'Forgotten password')); }],
  ['reset-password', async (page) => { await page.goto(resetLink); await see(page.getByText(org.owner)); }],
  ['reset-password-invalid', async (page) => { await page.goto('/password-resets/x'); await see(heading(page, 'This link is not valid')); }],
  ['invitation', async (page) => { await page.goto(link); await see(heading(page, 'Join Acme & Daughters')); }],
  ['invitation-used', async (page) => { await page.goto(usedLink); await see(heading(page, 'This invitation has been used')); }],
  ['invitation-invalid', async (page) => { await page.goto('/invitations/x'); await see(heading(page, 'This invitation link is not valid')); }],
  ['problems', async (page) => { await page.goto('/problems'); await see(heading(page, 'Problems of the API')); }],
  ['problem', async (page) => { await page.goto('/problems/invalid_request'); await see(heading(page, 'The request is not valid')); }],
  ['not-found', async (page) => { await page.goto('/nowhere'); await see(heading(page, 'There is nothing here')); }],
];
const inside: Pages = [
  ['choose', async (page) => { await page.goto('/organizations'); await see(heading(page, 'Choose an organization')); }],
  ['users', async (page) => { await page.goto(inOrg('settings/users')); await see(page.getByText('5 users', { exact: true })); }],
  ['users-ledger', async (page) => { await page.getByText('What frees a seat?').click(); }],
  ['users-nobody', async (page) => { await page.goto(inOrg('settings/users?q=nobody')); await see(page.getByText('Nobody found')); }],
  ['create-user', async (page) => { await page.goto(inOrg('settings/users?create=true')); await see(page.getByRole('dialog').getByLabel('First name')); }],
  ['create-user-refused', async (page) => { await page.getByRole('dialog').getByRole('button', { name: 'Create user' }).click(); }],
  ['user', async (page) => { await page.goto(inOrg(`settings/users/${guest.id}`)); await see(page.locator('[data-delivery="sent"], [data-delivery="delivered"]')); }],
  ['user-edit', async (page) => { await page.getByRole('button', { name: 'Edit' }).click(); await see(page.getByRole('dialog').getByLabel('First Name')); }],
  ['user-logo', async (page) => { await page.getByRole('button', { name: 'Logo…' }).click(); await see(page.getByText('Drop a picture here')); }],
  ['user-cancel', async (page) => { await page.goto(inOrg(`settings/users/${guest.id}`)); await page.getByRole('button', { name: 'Cancel invitation' }).click(); await see(page.getByRole('dialog')); }],
  ['user-remove', async (page) => { await page.goto(inOrg(`settings/users/${maker.id}`)); await page.getByRole('button', { name: 'Remove' }).click(); await see(page.getByRole('dialog')); }],
  ['users-menu', async (page) => { await page.goto(inOrg('settings/users')); await page.getByRole('button', { name: 'Actions for Mae Keyes' }).click(); await see(page.getByRole('menuitem', { name: 'Block' })); }],
  ['user-bounced', async (page) => { await page.goto(inOrg(`settings/users/${bounced.id}`)); await see(page.locator('[data-address-problem]')); }],
  ['user-resend', async (page) => { await page.getByRole('button', { name: 'Resend invitation' }).click(); await see(page.getByRole('dialog')); }],
  ['user-block', async (page) => { await page.goto(inOrg(`settings/users/${maker.id}`)); await page.getByRole('button', { name: 'Block' }).click(); await see(page.getByRole('dialog').getByText('hourly report')); }],
  ['import', async (page) => { await page.goto(inOrg('settings/users/import')); await see(heading(page, 'Add several users')); }],
  ['import-preview', async (page) => { await page.locator('input[type=file]').setInputFiles({ name: 'u.csv', mimeType: 'text/csv', buffer: Buffer.from(list) }); await see(page.getByText('Nothing has been created yet.')); }],
  ['organization', async (page) => { await page.goto(inOrg('settings/organization')); await see(page.getByLabel('Name')); }],
  ['api-keys', async (page) => { await page.goto(inOrg('settings/api-keys')); await see(heading(page, 'API keys')); await settled(page); }],
  ['audit-log', async (page) => { await page.goto(inOrg('settings/audit-log')); await see(heading(page, 'Audit log')); await settled(page); }],
  ['flows', async (page) => { await page.goto(inOrg('flows')); await see(heading(page, 'Flows')); await settled(page); }],
  ['flow', async (page) => { await page.goto(inOrg(`flows/${flow.id}`)); await see(heading(page, 'Age check')); await see(page.getByText('created the flow')); }],
  ['api-key-new', async (page) => { await page.goto(inOrg('settings/api-keys')); await page.getByRole('button', { name: 'Create API key' }).click(); await see(page.getByRole('dialog').getByLabel('Name')); }],
  ['flow-new', async (page) => { await page.goto(inOrg('flows/new')); await see(heading(page, 'Create flow')); }],
  ['profile', async (page) => { await page.goto(inOrg('profile')); await see(page.getByText('Olive Ownerson')); }],
  ['palette-menu', async (page) => { await page.goto(inOrg('settings/users')); await page.getByRole('button', { name: 'Search and commands' }).click(); await page.keyboard.type('a'); await see(page.getByRole('option', { name: /Katherine/ })); }],
  ['shortcuts-menu', async (page) => { await page.goto(inOrg('profile')); await see(page.getByText('Olive Ownerson')); await page.keyboard.press('?'); await see(page.getByRole('checkbox', { name: /single key/ })); }],
  ['account-menu', async (page) => { await page.keyboard.press('Escape'); await expect(page.getByRole('dialog')).toBeHidden(); await page.getByRole('button', { name: /^Signed in as/ }).click(); await see(page.getByRole('menuitem', { name: 'Sign out' })); }],
];

async function settled(page: Page) {
  await see(page.locator('main [role=alert], main table, main p').first());
}

/** Nothing is under way, and what faded in is there: axe measures the contrast of what it sees. */
async function still(page: Page) {
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
async function look(page: Page, name: string, only: readonly Variant[] = variants): Promise<string[]> {
  const found: string[] = [];
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
const widths = [400, 640, 800, 920, 970, 1024, 1920];

async function tooWide(page: Page): Promise<string[]> {
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  return overflow > 0 ? [`${overflow} px too wide`] : [];
}

async function walk(page: Page, pages: Pages): Promise<string[]> {
  const found: string[] = [];
  for (const [name, go] of pages) { await go(page); found.push(...await look(page, name)); }
  return found;
}

const calm: BrowserContextOptions = { viewport: { width: 1280, height: 720 }, reducedMotion: 'reduce' };

test('every page outside an organization', async ({ visit }) => {
  const page = await visit(calm);
  expect(await walk(page, outside)).toEqual([]);
});

test('every page as an Owner', async ({ signedIn }) => {
  test.setTimeout(480_000);
  const page = await signedIn(org.owner, org, calm);
  expect(await walk(page, inside)).toEqual([]);
});

test('pages as an Auditor', async ({ signedIn }) => {
  const page = await signedIn(org.auditor, org, calm);
  const found: string[] = [];
  for (const [name, path] of [['users', 'settings/users'], ['user', `settings/users/${guest.id}`], ['flow', `flows/${flow.id}`], ['organization', 'settings/organization']] as const) {
    await page.goto(inOrg(path));
    await see(page.locator('[data-read-only]'));
    found.push(...await look(page, `auditor-${name}`));
  }
  expect(found).toEqual([]);
});

test('in Dutch, which is longer, on a phone', async ({ visit }) => {
  const page = await visit({ ...calm, viewport: { width: 320, height: 720 }, locale: 'nl-NL' });
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(org.owner);
  await page.getByLabel('Wachtwoord', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Inloggen' }).click();
  await see(heading(page, 'Gebruikers'));
  const found: string[] = [];
  for (const path of ['settings/users', `settings/users/${bounced.id}`, 'settings/users/import', 'settings/organization', 'settings/api-keys', 'settings/audit-log', 'flows', 'profile']) {
    await page.goto(inOrg(path));
    await see(page.getByRole('heading', { level: 1 }));
    await still(page);
    await page.screenshot({ path: `${folder}/dutch-${path.replaceAll('/', '-')}-phone-light.png`.replace(bounced.id, 'user'), fullPage: true });
    found.push(...(await tooWide(page)).map((v) => `${path}: ${v}`));
  }
  expect(found).toEqual([]);
});

test('a phone from the start: the menu opens and leads somewhere', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org, { ...calm, viewport: { width: 320, height: 720 } });
  await page.getByRole('button', { name: 'Menu' }).click();
  const found = await look(page, 'menu', variants.filter((v) => v.width < 600));
  await page.setViewportSize({ width: 320, height: 720 });
  await page.getByRole('link', { name: 'Organization' }).click();
  await see(heading(page, 'Organization'));
  expect(found).toEqual([]);
});

test('a message covers nothing of the page beside the navigation', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org, { viewport: { width: 1280, height: 800 } });
  await page.goto(inOrg(`settings/users/${guest.id}`));
  await page.getByRole('button', { name: 'Resend invitation' }).click();
  const message = await page.getByText(/A new invitation is on its way/).locator('..').boundingBox();
  const main = await page.getByRole('main').boundingBox();
  expect(message && main && message.x + message.width <= main.x, JSON.stringify({ message, main })).toBe(true);
});

test('on a phone the newest message lies alone, and not over the bar for those selected', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org, { ...calm, viewport: { width: 390, height: 720 } });
  const messages = page.getByText('is copied.');
  for (const action of ['Copy email address', 'Copy link to this page']) {
    await page.getByRole('button', { name: 'Actions for Mae Keyes' }).click();
    await page.getByRole('menuitem', { name: action }).click();
    await expect(messages.last()).toBeVisible();
  }
  await expect(messages.and(page.locator(':visible'))).toHaveCount(1);
  await page.getByRole('checkbox', { name: 'Select Mae Keyes' }).check();
  const [message, bar] = [await messages.last().boundingBox(), await page.getByRole('region', { name: 'Users selected' }).boundingBox()];
  expect(message && bar && message.y + message.height < bar.y, JSON.stringify({ message, bar })).toBe(true);
});

test('with forced colours the palette’s choice and the seats can be seen', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org, { ...calm, forcedColors: 'active' });
  await expect(page.locator('[data-seats] + div')).toHaveCSS('border-top-width', '1px');
  await page.keyboard.press('Control+k');
  const colour = (selected: boolean) => page.locator(`[role=option][aria-selected=${selected}]`).first().evaluate((e) => getComputedStyle(e).backgroundColor);
  await see(page.locator('[role=option][aria-selected=true]'));
  expect(await colour(true)).not.toBe(await colour(false));
});
