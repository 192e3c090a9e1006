import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { api, expect, heading, type Organization, test, unique } from './fixtures.ts';

let org: Organization;
test.beforeAll(async ({ usher }) => { org = await usher.newOrganization('Imports Ltd'); });

const csv = (text: string | Buffer) => ({ name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

async function open(page: Page) {
  await page.getByRole('link', { name: 'Import from CSV' }).click();
  await expect(heading(page, 'Import users from CSV')).toBeVisible();
}

/** Query and idempotency key of each request to import. */
function imports(page: Page) {
  const sent: [query: string, key: string | undefined][] = [];
  page.on('request', (r) => { if (/users\/import/.test(r.url())) sent.push([new URL(r.url()).search, r.headers()['idempotency-key']]); });
  return sent;
}

test('what is no list of users is refused before anything happens', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await open(page);
  const sent = imports(page);
  const input = page.locator('input[type=file]');
  await input.setInputFiles(csv('name,email\nAda,ada@test.example\n'));
  for (const column of ['first_name', 'last_name', 'role']) {
    await expect(page.getByText(`Line 1: A column is missing. (there must be a column ${column})`)).toBeVisible();
  }
  await input.setInputFiles(csv('first_name,last_name,email,role\n'));
  await expect(page.getByText('The file has no lines with users.')).toBeVisible();
  await input.setInputFiles(csv(''));
  await expect(page.getByText('The first line must name the columns.')).toBeVisible();
  await input.setInputFiles(csv(Buffer.from('first_name,last_name,email,role\nZoë,B,a@test.example,owner\n', 'latin1')));
  await expect(page.getByText('Line 2: The file is not in UTF-8 or UTF-16.')).toBeVisible();
  await input.setInputFiles(csv(`first_name,last_name,email,role\n${'A,B,a@test.example,owner\n'.repeat(1_001)}`));
  await expect(page.getByText('Line 1002: The file has more than 1,000 users.')).toBeVisible();
  expect(sent.map(([query]) => query)).toEqual(Array(5).fill('?dry_run=true'));
  await input.setInputFiles(csv('x'.repeat((1 << 20) + 1)));
  await expect(page.getByText('The file is 1.1 MB.')).toBeVisible();
  expect(sent.length).toBe(5); // too large: not even sent
});

test('the example can be imported', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await open(page);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download an example' }).click();
  await page.locator('input[type=file]').setInputFiles(await (await waiting).path());
  await expect(page.getByText('2 users can be created')).toBeVisible();
});

test('a preview, then a result for every line', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await open(page);
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
  const sent = imports(page);
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
  expect(sent).toEqual([['?dry_run=true', undefined], ['', expect.stringMatching(/^[0-9a-f]{32}$/)]]);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the result' }).click();
  const result = (await readFile(await (await waiting).path(), 'utf8')).trim().split('\r\n');
  expect(result.length).toBe(14);
  expect(result[1]).toMatch(/^2,ada-\w+@test\.example,created,Created,usr_/);
  expect(result[5]).toMatch(/already in your organization/);
  expect(result[13]).toMatch(/All seats in your plan are taken/);
  await page.getByRole('main').getByRole('link', { name: 'Back to users' }).first().click();
  await expect(page.getByRole('link', { name: 'Ada Byron; Countess' })).toBeVisible();
  await expect(page.getByText('10 seats in your plan, 0 free')).toBeVisible();
});

test('a spreadsheet’s own text file: tabs, UTF-16, Dutch names of columns, and one that is not asked for', async ({ usher, signedIn }) => {
  const own = await usher.newOrganization();
  const page = await signedIn(own.owner, own);
  await open(page);
  const tag = unique();
  const lines = [
    'Rol\tE-mailadres\tAchternaam\tVoornaam\tAfdeling',
    `Eigenaar\tzoe-${tag}@test.example\tÅngström\tZoë\tOps`,
    `Auditor\tgrace-${tag}@test.example\tHopper\tGrace`, // no cell for the last column
  ];
  await page.locator('input[type=file]').setInputFiles({
    name: 'users.txt', mimeType: 'text/plain', buffer: Buffer.from(`\uFEFF${lines.join('\r\n')}\r\n`, 'utf16le'),
  });
  await page.getByRole('button', { name: 'Create 2 users' }).click();
  await expect(page.getByText('2 users created, 0 not.')).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Back to users' }).first().click();
  await expect(page.getByRole('row', { name: /Zoë Ångström.*Owner/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Grace Hopper.*Auditor/ })).toBeVisible();
});

test('rows that the service did not reach are sent for again', async ({ usher, signedIn }) => {
  const own = await usher.newOrganization();
  const page = await signedIn(own.owner, own);
  await open(page);
  const sent = imports(page);
  // The real answer, twice as if the last row had not been reached.
  let late = 2;
  await page.route(/users\/import$/, async (route) => {
    const response = await route.fetch();
    const answer = await response.json();
    if (late-- > 0) Object.assign(answer.results.at(-1), { status: 'try_again', user_id: null });
    await route.fulfill({ response, json: answer });
  });
  const lines = ['a', 'b'].map((n) => `${n},Late,${n}-${unique()}@test.example,auditor`);
  await page.locator('input[type=file]').setInputFiles(csv(['first_name,last_name,email,role', ...lines].join('\n')));
  await page.getByRole('button', { name: 'Create 2 users' }).click();
  await expect(page.getByText('1 of 2 done')).toBeVisible();
  await expect(page.getByText('2 users created, 0 not.')).toBeVisible();
  expect(sent.length).toBe(4); // the preview, and thrice for real
  expect(new Set(sent.slice(1).map(([, key]) => key)).size).toBe(1);
  await page.getByRole('main').getByRole('link', { name: 'Back to users' }).first().click();
  await expect(page.getByText('4 users', { exact: true })).toBeVisible();
});
