// API keys, the audit log, flows, logos, settings, sessions and passwords.
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { api, expect, heading, type Organization, password, scan, signIn, test, unique } from './fixtures.ts';

let org: Organization;
test.beforeAll(async ({ usher }) => { org = await usher.newOrganization('Rights Ltd'); });

const go = (page: Page, path: string) => page.goto(`/organizations/${org.org}/${path}`);

test('an API key is shown once, works, and stops when it is revoked', async ({ usher, signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await go(page, 'settings/api-keys');
  await expect(page.getByText('No API keys yet')).toBeVisible();
  await page.getByRole('button', { name: 'Create API key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create API key' }).click();
  await expect(dialog.getByText('Fill this in.')).toBeVisible();
  await dialog.getByLabel('Name').fill('nightly export');
  await dialog.getByRole('button', { name: 'Create API key' }).click();
  const secret = await dialog.getByLabel('The new API key').inputValue();
  expect(secret).toMatch(/^usk_/);
  await dialog.getByRole('button', { name: 'Copy', exact: true }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(secret);
  await page.keyboard.press('Escape'); // not lost by a slip
  await dialog.getByRole('button', { name: 'I have copied it' }).click();
  const row = page.getByRole('row', { name: /nightly export/ });
  await expect(row.getByText(`…${secret.slice(-4)}`)).toBeVisible();
  await expect.poll(async () => (await page.content()).includes(secret), 'once the dialog has faded out').toBe(false);
  const ask = () => fetch(`${usher.url}/v1/organizations/${org.org}`, { headers: { Authorization: `Bearer ${secret}` } });
  expect((await ask()).status).toBe(200);
  await row.getByRole('button', { name: 'Revoke nightly export' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByText('No API keys yet')).toBeVisible();
  expect((await ask()).status).toBe(401);
});

test('the audit log tells who did what, is narrowed, and exported', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await go(page, 'settings/audit-log');
  await expect(page.getByRole('row', { name: /Olive Ownerson invited Audrey Tor as Auditor/ })).toBeVisible();
  await page.getByRole('row', { name: /invited Audrey Tor/ }).getByText('Raw values').click();
  await expect(page.getByRole('row', { name: /invited Audrey Tor/ }).getByText('user.create')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Audrey Tor' }).first()).toHaveAttribute('href', /\/settings\/users\/usr_/);
  await page.getByLabel('Action').selectOption('user.accept');
  await page.waitForURL(/action=user.accept/);
  await expect(page.getByRole('row', { name: /Audrey Tor accepted the invitation/ }).first()).toBeVisible();
  await expect(page.getByRole('row', { name: /invited Audrey/ })).toHaveCount(0);
  await page.getByLabel('From').fill('2001-01-01');
  await page.getByLabel('Until').fill('2001-01-02');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await page.reload();
  await expect(page.getByText('Nothing found')).toBeVisible();
  await page.getByLabel('From').fill('');
  await page.getByLabel('Until').fill('');
  await expect(page.getByRole('row', { name: /Audrey Tor accepted the invitation/ }).first()).toBeVisible();
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export as CSV' }).click();
  const file = await waiting;
  expect(file.suggestedFilename()).toBe('audit-log.csv');
  const text = await readFile(await file.path(), 'utf8');
  expect(text.startsWith('\uFEFFat,'), 'without a mark, Excel breaks accents').toBe(true);
  const lines = text.trim().split(/\r?\n/);
  expect(lines[0]).toMatch(/^at,action,/);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.slice(1).filter((l) => !l.includes('user.accept'))).toEqual([]);
});

test('a user’s page shows what was done to them', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.getByRole('link', { name: 'Audrey Tor' }).click();
  await expect(page.getByRole('region', { name: 'Activity' }).getByText('accepted the invitation')).toBeVisible();
  await expect(page.getByRole('region', { name: 'API keys created by this user' })).toHaveCount(0); // there are none
  await page.getByRole('link', { name: 'See everything in the audit log' }).click();
  await expect(page.getByText('Only what was done to')).toBeVisible();
  await expect(page.getByRole('row', { name: /Audrey Tor accepted the invitation/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /created the organization/ })).toHaveCount(0);
  await page.getByRole('button', { name: 'Show everything' }).click();
  await expect(page.getByRole('row', { name: /created the organization/ })).toBeVisible();
});

test('flows are written, checked, changed by two, and deleted', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await go(page, 'flows');
  await expect(page.getByText('No flows yet')).toBeVisible();
  await page.getByRole('link', { name: 'Create flow' }).click();
  await page.getByLabel('Name').fill('Age check');
  await page.getByLabel('Definition (JSON)').fill('{\n  "steps": [1,\n}');
  await expect(page.getByText(/Not valid JSON at line 3, column 1/)).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page).toHaveURL(/flows\/new$/);
  await page.getByLabel('Definition (JSON)').fill('[]');
  await expect(page.getByText('A definition is a JSON object')).toBeVisible();
  await page.getByLabel('Definition (JSON)').fill('{"steps":["age"]}');
  await page.getByRole('button', { name: 'Format' }).click();
  await expect(page.getByLabel('Definition (JSON)')).toHaveValue('{\n  "steps": [\n    "age"\n  ]\n}');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(heading(page, 'Age check')).toBeVisible();
  const id = /flows\/(flw_[^/?]+)/.exec(page.url())?.[1];
  // Somebody else changes it in the meantime.
  const there = await api(page, 'PATCH', `/v1/organizations/${org.org}/flows/${id}`, { description: 'of theirs' });
  expect(there.status).toBe(200);
  await page.getByLabel('Name').fill('Age and street');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved as version 3.')).toBeVisible(); // which touches nothing of theirs: no question
  await expect(page.getByLabel('Description')).toHaveValue('of theirs');
  await api(page, 'PATCH', `/v1/organizations/${org.org}/flows/${id}`, { name: 'Street' });
  await page.getByLabel('Name').fill('Age and address');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Somebody else has changed this')).toBeVisible();
  await page.getByRole('button', { name: 'Save mine over theirs' }).click();
  await expect(page.getByText('Saved as version 5.')).toBeVisible();
  const now = await api(page, 'GET', `/v1/organizations/${org.org}/flows/${id}`);
  expect([now.body.name, now.body.description, now.body.definition]).toEqual(['Age and address', 'of theirs', { steps: ['age'] }]);
  // Leaving with unsaved changes asks first.
  await page.getByLabel('Name').fill('Not saved');
  page.once('dialog', (d) => void d.dismiss());
  await page.getByRole('link', { name: 'All flows' }).click();
  await expect(page.getByLabel('Name')).toHaveValue('Not saved');
  await page.getByLabel('Name').fill('Age and address');
  const auditor = await signedIn(org.auditor, org);
  await auditor.goto(page.url());
  await expect(auditor.getByRole('region', { name: 'Definition (JSON)' }).getByText('"age"')).toBeVisible();
  await page.getByRole('button', { name: 'Delete flow' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete flow' }).click();
  await expect(page.getByText('No flows yet')).toBeVisible();
});

/** A PNG of so many pixels, made by the browser. */
async function picture(page: Page, width: number, height: number) {
  const base64 = await page.evaluate(([w, h]) => {
    const canvas = Object.assign(document.createElement('canvas'), { width: w, height: h });
    const c = canvas.getContext('2d') as CanvasRenderingContext2D;
    c.fillStyle = '#c33';
    c.fillRect(0, 0, w / 2, h);
    c.fillStyle = '#33c';
    c.fillRect(w / 2, 0, w / 2, h);
    return canvas.toDataURL('image/png').replace(/^.*,/, '');
  }, [width, height] as const);
  return { name: 'logo.png', mimeType: 'image/png', buffer: Buffer.from(base64, 'base64') };
}

test('a logo is cropped with the keyboard, set, and deleted', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.getByRole('link', { name: 'My profile' }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Logo…' }).click();
  const input = page.locator('input[type=file]');
  await input.setInputFiles({ name: 'x.txt', mimeType: 'text/plain', buffer: Buffer.from('x') });
  await expect(page.getByText('This file cannot be used.')).toBeVisible();
  await input.setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: Buffer.from('no png') });
  await expect(page.getByText('This picture cannot be read.')).toBeVisible();
  await input.setInputFiles(await picture(page, 600, 200));
  const crop = page.getByLabel('Part of the picture to show');
  await crop.focus();
  for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowRight'); // to the blue end
  const pixel = await crop.evaluate((c: HTMLCanvasElement) => [...(c.getContext('2d') as CanvasRenderingContext2D).getImageData(5, 120, 1, 1).data]);
  expect(pixel).toEqual([51, 51, 204, 255]);
  await page.getByRole('button', { name: 'Use this picture' }).click();
  await expect(page.getByText('The logo is saved.')).toBeVisible();
  const image = page.locator('main img[src*="/logo"]').first();
  await expect(image).toBeVisible();
  expect(await image.evaluate((i: HTMLImageElement) => i.decode().then(() => i.naturalWidth))).toBe(256);
  await page.getByRole('dialog').getByRole('button', { name: 'Logo…' }).click();
  await page.getByRole('button', { name: 'Delete logo' }).click();
  await expect(page.getByText('The logo is deleted.')).toBeVisible();
  await expect(image).toHaveCount(0);
});

/** A photograph of 27 megapixels and as many megabytes as noise takes, which the service would refuse. Its left half is red. */
async function photograph(page: Page) {
  const base64 = await page.evaluate(async () => {
    const canvas = new OffscreenCanvas(6000, 4500);
    const c = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    c.fillStyle = '#c33';
    c.fillRect(0, 0, 3000, 4500);
    const noise = c.createImageData(1500, 1500);
    for (let i = 0; i < noise.data.length; i += 65_536) crypto.getRandomValues(noise.data.subarray(i, i + 65_536));
    c.putImageData(noise, 4000, 1000);
    const bytes = new Uint8Array(await (await canvas.convertToBlob({ type: 'image/jpeg', quality: 1 })).arrayBuffer());
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return btoa(text);
  });
  return { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') };
}

const blue = {
  'image/avif': 'AAAAIGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZk1BMUIAAADrbWV0YQAAAAAAAAAhaGRscgAAAAAAAAAAcGljdAAAAAAAAAAAAAAAAAAAAAAOcGl0bQAAAAAAAQAAAB5pbG9jAAAAAEQAAAEAAQAAAAEAAAETAAAAKgAAAChpaW5mAAAAAAABAAAAGmluZmUCAAAAAAEAAGF2MDFDb2xvcgAAAABqaXBycAAAAEtpcGNvAAAAFGlzcGUAAAAAAAAAEAAAABAAAAAQcGl4aQAAAAADCAgIAAAADGF2MUOBAAwAAAAAE2NvbHJuY2x4AAEADQAGgAAAABdpcG1hAAAAAAAAAAEAAQQBAoMEAAAAMm1kYXQSAAoJGAz/2iAhoNCAMhsUx4eGZQIIIJ5QAAAAOtxBfmJKCrKi4cn5cRg=',
  'image/webp': 'UklGRjgAAABXRUJQVlA4ICwAAABwAQCdASoQABAAAUAmJaACdAFAAAD+9Ykf/uDj/+4OP/7g4/et9eqWuTcAAA==',
  'image/gif': 'R0lGODdhEAAQAIEAADMzzAAAAAAAAAAAACwAAAAAEAAQAEAIHQABCBxIsKDBgwgTKlzIsKHDhxAjSpxIsaLFgQEBADs=',
};

test('a logo is taken of every kind that the browser opens, and from a photograph of any size', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.getByRole('link', { name: 'My profile' }).click();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Logo…' }).click();
  const input = page.locator('input[type=file]');
  const crop = page.getByLabel('Part of the picture to show');
  const pixel = (x: number) => crop.evaluate((c: HTMLCanvasElement, at) => [...(c.getContext('2d') as CanvasRenderingContext2D).getImageData(at, 120, 1, 1).data.slice(0, 3)], x);
  const near = (got: number[], want: number[]) => got.every((n, i) => Math.abs(n - (want[i] ?? 0)) < 16);
  for (const [mimeType, base64] of Object.entries(blue)) {
    await input.setInputFiles({ name: 'logo', mimeType, buffer: Buffer.from(base64, 'base64') });
    await expect(crop, mimeType).toBeVisible();
    await expect.poll(async () => near(await pixel(20), [51, 51, 204]), mimeType).toBe(true);
  }
  const photo = await photograph(page);
  expect(photo.buffer.length).toBeGreaterThan(5 << 20);
  await input.setInputFiles(photo);
  await expect.poll(async () => near(await pixel(20), [204, 51, 51])).toBe(true);
  await page.getByRole('button', { name: 'Use this picture' }).click(); // the service takes a megabyte
  await expect(page.getByText('The logo is saved.')).toBeVisible();
});

test('settings of the organization, by two Owners at once', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await go(page, 'settings/organization');
  await page.getByLabel('Invitations expire after').fill('31');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('This is out of range.')).toBeVisible();
  await page.getByLabel('Invitations expire after').fill('14');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.').first()).toBeVisible();
  await api(page, 'PATCH', `/v1/organizations/${org.org}`, { settings: { locale: 'nl' } });
  await page.getByLabel('Invitations expire after').fill('3');
  await page.getByRole('button', { name: 'Save' }).click();
  // What does not touch the other's change is saved without a question.
  await expect.poll(async () => (await api(page, 'GET', `/v1/organizations/${org.org}`)).body.settings).toMatchObject({ invitation_days: 3, locale: 'nl' });
  await expect(page.getByLabel('Language of emails')).toHaveValue('nl');
  await api(page, 'PATCH', `/v1/organizations/${org.org}`, { settings: { invitation_days: 5 } });
  await page.getByLabel('Invitations expire after').fill('4');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Save mine over theirs' }).click();
  await expect.poll(async () => (await api(page, 'GET', `/v1/organizations/${org.org}`)).body.settings.invitation_days).toBe(4);
  // Leaving with something unsaved asks.
  await page.getByLabel('Name').fill('Never saved');
  page.once('dialog', (d) => void d.dismiss());
  await page.getByRole('link', { name: 'Audit log' }).first().click();
  await expect(page.getByLabel('Name')).toHaveValue('Never saved');
  page.once('dialog', (d) => void d.accept());
  await page.getByRole('link', { name: 'Audit log' }).first().click();
  await expect(heading(page, 'Audit log')).toBeVisible();
  await api(page, 'PATCH', `/v1/organizations/${org.org}`, { settings: { locale: 'en' } });
});

test('other sessions are seen and ended', async ({ signedIn }) => {
  const page = await signedIn(org.auditor, org);
  const other = await signedIn(org.auditor, org);
  await page.getByRole('link', { name: 'My profile' }).click();
  await expect(page.getByText('(This session)')).toBeVisible();
  const ends = page.getByRole('button', { name: 'End session' });
  await expect(ends.first()).toBeVisible();
  const all = page.getByRole('button', { name: 'End all other sessions' });
  await (await all.isVisible() ? all : ends.first()).click();
  await expect(ends.first()).toHaveCount(0);
  await other.getByRole('link', { name: 'My profile' }).click();
  await expect(other.getByText('Your session has ended.')).toBeVisible();
});

test('a password that is known is changed, and one that is forgotten is reset', async ({ usher, visit, signedIn }) => {
  const mine = await usher.newOrganization(`Passwords ${unique()}`);
  const page = await signedIn(mine.owner, mine);
  await page.getByRole('link', { name: 'My profile' }).click();
  await page.getByLabel('Current password').fill('not this one at all');
  await page.getByLabel('New password').fill('seven green lanterns hum');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('This is not your password.')).toBeVisible();
  await page.getByLabel('Current password').fill(password);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();

  const other = await visit();
  await other.goto('/sign-in');
  await other.getByRole('link', { name: 'Forgot your password?' }).click();
  await expect(heading(other, 'Forgotten password')).toBeVisible(); // the page before has a field of the same name
  await other.getByLabel('Email').fill(mine.owner);
  await other.getByRole('button', { name: 'Send the link' }).click();
  await expect(other.getByText('an email is on its way')).toBeVisible();
  const link = await usher.linkFor(mine.owner, '/password-resets/');
  await scan(visit, link);
  await other.goto(link);
  await expect(other.locator('input[autocomplete=username]')).toHaveValue(mine.owner); // what a password manager keeps
  await other.getByLabel('New password').fill('eleven quiet otters paddle');
  await other.getByRole('button', { name: 'Set the password' }).click();
  await expect(other.getByText('Your new password is set.')).toBeVisible();
  await signIn(other, mine.owner, mine.name, 'eleven quiet otters paddle');
  await other.goto(link);
  await expect(heading(other, 'This link is not valid')).toBeVisible();
  await page.reload(); // the first browser is out
  await expect(heading(page, 'Sign in')).toBeVisible();
});

test('a reset ends the API keys that somebody else may have made, in either language', async ({ usher, visit }) => {
  for (const [locale, label, text, submit, done] of [
    ['en-GB', 'New password', 'End my API keys too', 'Set the password', 'Your new password is set.'],
    ['nl-NL', 'Nieuw wachtwoord', 'Beëindig ook mijn API-sleutels', 'Wachtwoord instellen', 'Je nieuwe wachtwoord is ingesteld.'],
  ] as const) {
    const mine = await usher.newOrganization();
    const path = `/v1/organizations/${mine.org}`;
    const { secret } = (await usher.post(`${path}/api-keys`, { name: 'not mine', role: 'owner' }, mine.cookie)).answer;
    const asKey = async () => (await fetch(usher.url + path, { headers: { Authorization: `Bearer ${secret}` } })).status;
    await fetch(`${usher.url}/v1/password-resets`, {
      method: 'POST', headers: { 'Content-Type': 'application/json', Origin: usher.url }, body: JSON.stringify({ email: mine.owner }),
    });
    const page = await visit({ locale });
    await page.goto(await usher.linkFor(mine.owner, '/password-resets/'));
    await expect(page.getByLabel(text)).not.toBeChecked();
    await page.getByLabel(label).fill('eleven quiet otters paddle');
    expect(await asKey()).toBe(200);
    await page.getByLabel(text).focus();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: submit }).click();
    await expect(page.getByText(done)).toBeVisible();
    expect(await asKey()).toBe(401);
  }
});
