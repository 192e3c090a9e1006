import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';
import { api, people, signIn } from './browser.mjs';
import { newOrganization, unique, withBrowser } from './setup.mjs';

const visit = withBrowser();
let org;
before(async () => { org = await newOrganization('Imports Ltd'); });

const csv = (text) => ({ name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

async function open() {
  const v = await visit();
  await signIn(v.page, org.owner, people.password, org.name);
  await v.page.getByRole('link', { name: 'Import from CSV' }).click();
  await v.page.getByRole('heading', { level: 1, name: 'Import users from CSV' }).waitFor();
  return v;
}

test('what is no list of users is refused before anything happens', async () => {
  const { page, trouble } = await open();
  const input = page.locator('input[type=file]');
  await input.setInputFiles(csv('name,email\nAda,ada@test.example\n'));
  await page.getByText('Missing: first_name, last_name, role.').waitFor();
  await input.setInputFiles(csv('first_name,last_name,email,role\n'));
  await page.getByText('The file has no lines with users.').waitFor();
  await input.setInputFiles({ ...csv(''), buffer: Buffer.from([0xff, 0xfe, 0x00]) });
  await page.getByText('This file cannot be read as CSV text.').waitFor();
  assert.deepEqual(trouble, []);
});

test('a preview, then a result for every line', async () => {
  const { page, trouble } = await open();
  const tag = unique();
  const lines = [
    'First name;Last name;Email;Role', // as a spreadsheet in Dutch writes it
    `Ada;"Byron; Countess";ada-${tag}@test.example;Owner`,
    `Grace;Hopper;grace-${tag}@test.example;auditor`,
    'Nobody;;not an address;boss',
    `Ada;Again;ADA-${tag}@test.example;owner`,
    `Taken;Already;${org.auditor};auditor`,
    ...Array.from({ length: 8 }, (_, i) => `Seat;N${i};seat-${i}-${tag}@test.example;auditor`),
  ];
  const sent = [];
  page.on('request', (r) => { if (/users\/import/.test(r.url())) sent.push([new URL(r.url()).search, r.headers()['idempotency-key']]); });
  await page.locator('input[type=file]').setInputFiles(csv(lines.join('\r\n')));
  await page.getByText('8 users can be created').waitFor();
  await page.getByText('3 lines have a problem').waitFor();
  await page.getByText('There are 8 free seats for 10 users').waitFor();
  await page.getByText('The same address is on line 2.').waitFor();
  assert.equal(await page.locator('[data-outcome=bad]').count(), 5);
  await page.getByText('Nothing has been created yet.').waitFor();
  assert.equal((await api(page, 'GET', `/v1/organizations/${org.org}/users`)).body.data.length, 2);
  await page.getByRole('button', { name: 'Create 10 users' }).click();
  await page.getByText('8 users created, 5 not.').waitFor({ timeout: 30_000 });
  assert.deepEqual(sent.map(([search]) => search), ['?dry_run=true', '']);
  assert.match(sent[1][1], /^[0-9a-f]{32}$/);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the result' }).click();
  const result = (await readFile(await (await waiting).path(), 'utf8')).trim().split('\r\n');
  assert.equal(result.length, 14);
  assert.match(result[1], /^2,Ada,Byron; Countess,.*,owner,created,Created,usr_/);
  assert.match(result[5], /in your organization already/);
  assert.match(result[13], /All seats of your plan are used/);
  await page.getByRole('main').getByRole('link', { name: 'Back to users' }).first().click();
  await page.getByRole('link', { name: 'Ada Byron; Countess' }).waitFor();
  await page.getByText('10 seats in your plan, 0 free').waitFor();
  assert.deepEqual(trouble, []);
});
