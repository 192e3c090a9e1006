import { readFile } from 'node:fs/promises';
import { api, expect, heading, type Organization, password, signIn, test, unique } from './fixtures.ts';

let org: Organization;
test.beforeAll(async ({ usher }) => { org = await usher.newOrganization('Imports Ltd'); });

const csv = (text) => ({ name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

async function open() {
  const v = await visit();
  await signIn(v.page, org.owner, password, org.name);
  await v.page.getByRole('link', { name: 'Import from CSV' }).click();
  await expect(v.heading(page, 'Import users from CSV')).toBeVisible();
  return v;
}

test('what is no list of users is refused before anything happens', async ({  }) => {
  const { page, trouble } = await open();
  const input = page.locator('input[type=file]');
  await input.setInputFiles(csv('name,email\nAda,ada@test.example\n'));
  await expect(page.getByText('Missing: first_name, last_name, role.')).toBeVisible();
  await input.setInputFiles(csv('first_name,last_name,email,role\n'));
  await expect(page.getByText('The file has no lines with users.')).toBeVisible();
  await input.setInputFiles({ ...csv(''), buffer: Buffer.from([0xff, 0xfe, 0x00]) });
  await expect(page.getByText('This file cannot be read as CSV text.')).toBeVisible();
});

test('a preview, then a result for every line', async ({  }) => {
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
  await expect(page.getByText('8 users can be created')).toBeVisible();
  await expect(page.getByText('3 lines have a problem')).toBeVisible();
  await expect(page.getByText('There are 8 free seats for 10 users')).toBeVisible();
  await expect(page.getByText('The same address is on line 2.')).toBeVisible();
  await expect(page.locator('[data-outcome=bad]')).toHaveCount(5);
  await expect(page.getByText('Nothing has been created yet.')).toBeVisible();
  expect((await api(page, 'GET', `/v1/organizations/${org.org}/users`)).body.data.length).toBe(2);
  await page.getByRole('button', { name: 'Create 10 users' }).click();
  await expect(page.getByText('8 users created, 5 not.')).toBeVisible({ timeout: 30_000 });
  expect(sent.map(([search]) => search)).toEqual(['?dry_run=true', '']);
  expect(sent[1][1]).toMatch(/^[0-9a-f]{32}$/);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the result' }).click();
  const result = (await readFile(await (await waiting).path(), 'utf8')).trim().split('\r\n');
  expect(result.length).toBe(14);
  expect(result[1]).toMatch(/^2,Ada,Byron; Countess,.*,owner,created,Created,usr_/);
  expect(result[5]).toMatch(/in your organization already/);
  expect(result[13]).toMatch(/All seats of your plan are used/);
  await page.getByRole('main').getByRole('link', { name: 'Back to users' }).first().click();
  await expect(page.getByRole('link', { name: 'Ada Byron; Countess' })).toBeVisible();
  await expect(page.getByText('10 seats in your plan, 0 free')).toBeVisible();
});
