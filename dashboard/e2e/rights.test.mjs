// API keys, the audit trail, flows, logos, settings, sessions and passwords.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { api, people, signIn, url } from './browser.mjs';
import { linkFor } from './mailbox.mjs';
import { newOrganization, scan, unique, withBrowser } from './setup.mjs';

const visit = withBrowser();
let org;
before(async () => { org = await newOrganization('Rights Ltd'); });

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const go = (page, path) => page.goto(`/organizations/${org.org}/${path}`);

async function as(email, options) {
  const v = await visit(options);
  await signIn(v.page, email, people.password, org.name);
  return v;
}

test('an API key is shown once, works, and stops when it is revoked', async () => {
  const { page, context, trouble } = await as(org.owner);
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await go(page, 'settings/api-keys');
  await page.getByText('No API keys yet').waitFor();
  await page.getByRole('button', { name: 'Create API key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create API key' }).click();
  await dialog.getByText('Fill this in.').waitFor();
  await dialog.getByLabel('Name').fill('nightly export');
  await dialog.getByRole('button', { name: 'Create API key' }).click();
  const secret = await dialog.getByLabel('The new API key').inputValue();
  assert.match(secret, /^usk_/);
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), secret);
  await page.keyboard.press('Escape'); // not lost by a slip
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  const row = page.getByRole('row', { name: /nightly export/ });
  await row.getByText(`…${secret.slice(-4)}`).waitFor();
  assert.equal((await page.content()).includes(secret), false);
  const ask = () => fetch(`${url}/v1/organizations/${org.org}`, { headers: { Authorization: `Bearer ${secret}` } });
  assert.equal((await ask()).status, 200);
  await row.getByRole('button', { name: 'Revoke nightly export' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await page.getByText('No API keys yet').waitFor();
  assert.equal((await ask()).status, 401);
  assert.deepEqual(trouble, []);
});

test('the audit trail tells who did what, is narrowed, and exported', async () => {
  const { page, trouble } = await as(org.owner);
  await go(page, 'settings/audit-trail');
  await page.getByRole('row', { name: /User created.*auditor-/ }).waitFor();
  await page.getByLabel('Action').selectOption('user.accept');
  await page.waitForURL(/action=user.accept/);
  await page.getByRole('row', { name: /Invitation accepted/ }).first().waitFor();
  assert.equal(await page.getByRole('row', { name: /User created/ }).count(), 0);
  await page.getByLabel('From').fill('2001-01-01');
  await page.getByLabel('Until').fill('2001-01-02');
  await page.getByText('Nothing found').waitFor();
  await page.reload();
  await page.getByText('Nothing found').waitFor();
  await page.getByLabel('From').fill('');
  await page.getByLabel('Until').fill('');
  await page.getByRole('row', { name: /Invitation accepted/ }).first().waitFor();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  const file = await waiting;
  assert.equal(file.suggestedFilename(), 'audit-trail.csv');
  const lines = (await readFile(await file.path(), 'utf8')).trim().split(/\r?\n/);
  assert.match(lines[0], /^at,action,/);
  assert.ok(lines.length > 1 && lines.slice(1).every((l) => l.includes('user.accept')));
  assert.deepEqual(trouble, []);
});

test('a user’s page shows what was done to them', async () => {
  const { page, trouble } = await as(org.owner);
  await page.getByRole('link', { name: 'Audrey Tor' }).click();
  await page.getByRole('region', { name: 'Activity' }).getByText('Invitation accepted').waitFor();
  await page.getByRole('region', { name: 'API keys made by this user' }).getByText('None.').waitFor();
  await page.getByRole('link', { name: 'All of it in the audit trail' }).click();
  await page.getByText('Only what was done to').waitFor();
  await page.getByRole('row', { name: /Invitation accepted/ }).waitFor();
  assert.equal(await page.getByRole('row', { name: /Organization created/ }).count(), 0);
  await page.getByRole('button', { name: 'Show everything' }).click();
  await page.getByRole('row', { name: /Organization created/ }).waitFor();
  assert.deepEqual(trouble, []);
});

test('flows are written, checked, changed by two, and deleted', async () => {
  const { page, trouble } = await as(org.owner);
  await go(page, 'flows');
  await page.getByText('No flows yet').waitFor();
  await page.getByRole('link', { name: 'Create flow' }).click();
  await page.getByLabel('Name').fill('Age check');
  await page.getByLabel('Definition (JSON)').fill('{\n  "steps": [1,\n}');
  await page.getByText(/Not valid JSON at line 3, column 1/).waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  assert.match(page.url(), /flows\/new$/);
  await page.getByLabel('Definition (JSON)').fill('[]');
  await page.getByText('A definition is a JSON object').waitFor();
  await page.getByLabel('Definition (JSON)').fill('{"steps":["age"]}');
  await page.getByRole('button', { name: 'Format' }).click();
  assert.equal(await page.getByLabel('Definition (JSON)').inputValue(), '{\n  "steps": [\n    "age"\n  ]\n}');
  await page.getByRole('button', { name: 'Save' }).click();
  await heading(page, 'Age check').waitFor();
  const id = /flows\/(flw_[^/?]+)/.exec(page.url())[1];
  // Somebody else changes it meanwhile.
  const there = await api(page, 'PATCH', `/v1/organizations/${org.org}/flows/${id}`, { description: 'of theirs' });
  assert.equal(there.status, 200);
  await page.getByLabel('Name').fill('Age and address');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Somebody else changed this meanwhile').waitFor();
  await page.getByRole('button', { name: 'Save mine over theirs' }).click();
  await page.getByText('Saved as version 3.').waitFor();
  const now = await api(page, 'GET', `/v1/organizations/${org.org}/flows/${id}`);
  assert.deepEqual([now.body.name, now.body.description, now.body.definition], ['Age and address', 'of theirs', { steps: ['age'] }]);
  // Leaving with unsaved changes asks first.
  await page.getByLabel('Name').fill('Not saved');
  page.once('dialog', (d) => void d.dismiss());
  await page.getByRole('link', { name: 'All flows' }).click();
  assert.equal(await page.getByLabel('Name').inputValue(), 'Not saved');
  await page.getByLabel('Name').fill('Age and address');
  const auditor = await as(org.auditor);
  await auditor.page.goto(page.url());
  await auditor.page.getByRole('region', { name: 'Definition (JSON)' }).getByText('"age"').waitFor();
  await page.getByRole('button', { name: 'Delete flow' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete flow' }).click();
  await page.getByText('No flows yet').waitFor();
  assert.deepEqual([...trouble, ...auditor.trouble], []);
});

/** A PNG of so many pixels, made by the browser. */
async function picture(page, width, height) {
  const base64 = await page.evaluate(([w, h]) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
    const c = canvas.getContext('2d');
    c.fillStyle = '#c33';
    c.fillRect(0, 0, w / 2, h);
    c.fillStyle = '#33c';
    c.fillRect(w / 2, 0, w / 2, h);
    return canvas.toDataURL('image/png').split(',')[1];
  }, [width, height]);
  return { name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(base64, 'base64') };
}

test('a logo is cropped with the keyboard, set, and deleted', async () => {
  const { page, trouble } = await as(org.owner);
  await page.getByRole('link', { name: 'My profile' }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Logo…' }).click();
  const input = page.locator('input[type=file]');
  await input.setInputFiles({ name: 'x.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
  await page.getByText('This is not a picture that can be used.').waitFor();
  await input.setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no png') });
  await page.getByText('This picture cannot be read.').waitFor();
  await input.setInputFiles(await picture(page, 600, 200));
  const crop = page.getByLabel('Part of the picture to show');
  await crop.focus();
  for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowRight'); // to the blue end
  const pixel = await crop.evaluate((c) => [...c.getContext('2d').getImageData(5, 120, 1, 1).data]);
  assert.deepEqual(pixel, [51, 51, 204, 255]);
  await page.getByRole('button', { name: 'Use this picture' }).click();
  await page.getByText('The logo is saved.').waitFor();
  const image = page.locator('main img[src*="/logo"]').first();
  await image.waitFor();
  assert.equal(await image.evaluate((i) => i.decode().then(() => i.naturalWidth)), 256);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Logo…' }).click();
  await page.getByRole('button', { name: 'Delete logo' }).click();
  await page.getByText('The logo is deleted.').waitFor();
  await image.waitFor({ state: 'detached' });
  assert.deepEqual(trouble, []);
});

test('settings of the organization, by two Owners at once', async () => {
  const { page, trouble } = await as(org.owner);
  await go(page, 'settings/organization');
  await page.getByLabel('Invitations work for').fill('31');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('This is out of range.').waitFor();
  await page.getByLabel('Invitations work for').fill('14');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').first().waitFor();
  await api(page, 'PATCH', `/v1/organizations/${org.org}`, { settings: { locale: 'nl' } });
  await page.getByLabel('Invitations work for').fill('3');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Save mine over theirs' }).click();
  await page.locator('button[type=submit]:disabled:not([data-loading])').waitFor(); // nothing is left to save
  const now = await api(page, 'GET', `/v1/organizations/${org.org}`);
  assert.deepEqual(now.body.settings, { invitation_days: 3, locale: 'nl' });
  await api(page, 'PATCH', `/v1/organizations/${org.org}`, { settings: { locale: 'en' } });
  assert.deepEqual(trouble, []);
});

test('other sessions are seen and ended', async () => {
  const { page, trouble } = await as(org.auditor);
  const other = await as(org.auditor);
  await page.getByRole('link', { name: 'My profile' }).click();
  await page.getByText('(This session)').waitFor();
  const ends = page.getByRole('button', { name: 'End session' });
  await ends.first().waitFor();
  const all = page.getByRole('button', { name: 'End all other sessions' });
  await (await all.isVisible() ? all : ends.first()).click();
  await ends.first().waitFor({ state: 'detached' });
  await other.page.getByRole('link', { name: 'My profile' }).click();
  await other.page.getByText('Your session has ended.').waitFor();
  assert.deepEqual([...trouble, ...other.trouble], []);
});

test('a password is changed by who knows it, and set anew by who forgot it', async () => {
  const mine = await newOrganization(`Passwords ${unique()}`);
  const { page, trouble } = await visit();
  await signIn(page, mine.owner, people.password, mine.name);
  await page.getByRole('link', { name: 'My profile' }).click();
  await page.getByLabel('Current password').fill('not this one at all');
  await page.getByLabel('New password').fill('seven green lanterns hum');
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('This is not your password.').waitFor();
  await page.getByLabel('Current password').fill(people.password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password is changed.').waitFor();

  const other = await visit();
  await other.page.goto('/sign-in');
  await other.page.getByRole('link', { name: 'Forgot your password?' }).click();
  await other.page.getByLabel('Email').fill(mine.owner);
  await other.page.getByRole('button', { name: 'Send the link' }).click();
  await other.page.getByText('a mail is on its way').waitFor();
  const link = await linkFor(mine.owner, '/password-resets/');
  await scan(visit, link);
  await other.page.goto(link);
  await other.page.getByLabel('New password').fill('eleven quiet otters paddle');
  await other.page.getByRole('button', { name: 'Set the password' }).click();
  await other.page.getByText('Your new password is set.').waitFor();
  await signIn(other.page, mine.owner, 'eleven quiet otters paddle', mine.name);
  await other.page.goto(link);
  await other.page.getByLabel('New password').fill('twelve quiet otters paddle');
  await other.page.getByRole('button', { name: 'Set the password' }).click();
  await heading(other.page, 'This link is not valid').waitFor();
  await page.reload(); // the first browser is out
  await heading(page, 'Sign in').waitFor();
  assert.deepEqual([...trouble, ...other.trouble], []);
});
