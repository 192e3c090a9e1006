import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { api, expect, heading, type Organization, test, unique } from './fixtures.ts';

let org: Organization;
test.beforeAll(async ({ usher }) => { org = await usher.newOrganization('Imports Ltd'); });

const csv = (text: string | Buffer) => ({ name: 'users.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });

async function open(page: Page) {
  await page.getByRole('link', { name: 'Add several users' }).click();
  await expect(heading(page, 'Add several users')).toBeVisible();
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
  await input.setInputFiles(csv('name,mail,e-mail\nAda,ada@test.example,ada@test.example\n'));
  await expect(page.getByText('First name: There is no such column.')).toBeVisible();
  await expect(page.getByText('Email: There are several such columns. Keep one.')).toBeVisible();
  await input.setInputFiles(csv('first_name,last_name,email,role\n'));
  await expect(page.getByText('The list has no users.')).toBeVisible();
  await input.setInputFiles(csv(''));
  await expect(page.getByText('The first line must name the columns.')).toBeVisible();
  await input.setInputFiles(csv('email,first_name,last_name,role\na@test.example,A,A,owner\nb@test.example,"B,B,owner\nc@test.example,C,C,owner\n'));
  await expect(page.getByText('Line 3: A quotation mark is not closed, and takes in the lines below.')).toBeVisible();
  await input.setInputFiles(csv(Buffer.concat([
    Buffer.from('first_name,last_name,email,role\nZoë,B,a@test.example,owner\n'), Buffer.from('Zoë,B,b@test.example,owner\n', 'latin1')])));
  await expect(page.getByText('Line 3: Some of the text is not in UTF-8. Save it as “CSV UTF-8”.')).toBeVisible();
  await input.setInputFiles(csv(`first_name,last_name,email,role\n${'A,B,a@test.example,owner\n'.repeat(1_001)}`));
  await expect(page.getByText('Line 1002: The list has more than 1,000 users.')).toBeVisible();
  expect(sent.map(([query]) => query)).toEqual(Array(6).fill('?dry_run=true'));
  await input.setInputFiles(csv('x'.repeat((1 << 20) + 1)));
  await expect(page.getByText('The file is 1.1 MB.')).toBeVisible();
  expect(sent.length).toBe(6); // too large: not even sent
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
    'First name;Last name;Email;Role;Team', // as a spreadsheet in Dutch writes it
    `Ada;Byron;ada-${tag}@test.example;Owner;"Ops; Dev"`,
    `Grace;Hopper;grace-${tag}@test.example;auditor`,
    'Nobody;;not an address;boss',
    `Ada;Again;ADA-${tag}@test.example;owner`,
    `Taken;Already;${org.auditor};auditor`,
    ...Array.from({ length: 8 }, (_, i) => `Seat;N${i};seat-${i}-${tag}@test.example;auditor`),
  ];
  const sent = imports(page);
  await page.locator('input[type=file]').setInputFiles(csv(lines.join('\r\n')));
  await expect(page.getByText('8 users can be created')).toBeVisible();
  await expect(page.getByText('3 entries have a problem')).toBeVisible();
  await expect(page.getByText('There are 8 free seats for 10 users')).toBeVisible();
  await expect(page.getByText('The same address is in row 2.')).toBeVisible();
  await expect(page.locator('[data-outcome=bad]')).toHaveCount(5);
  await expect(page.getByText('Nothing has been created yet.')).toBeVisible();
  expect((await api(page, 'GET', `/v1/organizations/${org.org}/users`)).body.data.length).toBe(2);
  await page.getByRole('button', { name: 'Create 8 users' }).click();
  await expect(page.getByText('8 users created, 5 not.')).toBeVisible({ timeout: 30_000 });
  expect(sent).toEqual([['?dry_run=true', undefined], ['', expect.stringMatching(/^[0-9a-f]{32}$/)]]);
  const waiting = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the result' }).click();
  const file = await (await waiting).path();
  const text = await readFile(file, 'utf8');
  expect(text.startsWith('\uFEFFline,'), 'without a mark, Excel breaks accents').toBe(true);
  const result = text.trim().split('\r\n');
  expect(result.length).toBe(14);
  expect(result[1]).toMatch(/^2,ada-\w+@test\.example,Ada,Byron,owner,created,Created,usr_/);
  expect(result[5]).toMatch(/already in your organization/);
  expect(result[13]).toMatch(/All seats in your plan are taken/);
  // The result is itself a list: whoever was created is there already, and what was refused is refused for the same reason.
  await page.getByRole('button', { name: 'Import another list' }).click();
  await page.locator('input[type=file]').setInputFiles(file);
  await expect(page.getByText('0 users can be created')).toBeVisible();
  await expect(page.getByText('Columns that are not used: line, status, result, and user_id.')).toBeVisible();
  await expect(page.getByRole('row', { name: /Ada Byron.*already in your organization/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Seat N7.*All seats in your plan are taken/ })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Back to users' }).first().click();
  await expect(page.getByRole('link', { name: 'Ada Byron' })).toBeVisible();
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

test('Excel’s usual file, in its own charset and without roles', async ({ usher, signedIn }) => {
  const own = await usher.newOrganization();
  const page = await signedIn(own.owner, own);
  await open(page);
  const tag = unique();
  const text = `sep=;\r\nE-mailadres;Voornaam;Achternaam;Afdeling\r\nzoe-${tag}@test.example;Zoë;Ångström;Ops\r\n`;
  await page.locator('input[type=file]').setInputFiles(csv(Buffer.from(text, 'latin1')));
  await expect(page.getByText('The file has no column that names roles.')).toBeVisible();
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByText('Choose one from the list.')).toBeVisible();
  await page.getByLabel('Auditor').check();
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByText('It was read as Windows-1252, which Excel writes.')).toBeVisible();
  await expect(page.getByText('Columns that are not used: Afdeling.')).toBeVisible();
  await expect(page.getByRole('row', { name: /Zoë Ångström.*Auditor.*Will be created/ })).toBeVisible();
  await page.getByRole('button', { name: 'Create 1 user' }).click();
  await expect(page.getByText('1 user created, 0 not.')).toBeVisible();
});

test('addresses are pasted, with one role for all', async ({ usher, signedIn }) => {
  const own = await usher.newOrganization();
  const page = await signedIn(own.owner, own);
  await page.getByRole('button', { name: 'Create user' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Add several users' }).click();
  await expect(heading(page, 'Add several users')).toBeVisible();
  const sent = imports(page);
  const tag = unique();
  const box = page.getByLabel('Email addresses');
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByText('Fill this in.')).toBeVisible();
  await expect(box).toBeFocused();
  expect(sent).toEqual([]);
  await box.fill(`Ada Byron <ada-${tag}@test.example>, "Hopper, Grace" <grace-${tag}@test.example>; ${own.auditor}\ncy.young+${tag}@test.example\nnobody`);
  await page.getByLabel('Auditor').check();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByText('3 users can be created. 2 entries have a problem.')).toBeVisible();
  expect(await page.evaluate(() => document.activeElement?.closest('main') !== null && document.activeElement !== document.body)).toBe(true);
  await expect(page.getByRole('row', { name: /Grace Hopper.*Auditor.*Will be created/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /Cy Young.*Will be created/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /nobody.*Email: / })).toBeVisible();
  // What is wrong, or a name that was made of the address, is put right in the box.
  await page.getByRole('button', { name: 'Change the list' }).click();
  await expect(box).toBeFocused();
  await box.fill((await box.inputValue()).replace('\nnobody', '').replace('cy.young', 'Cyrus van Young cy.young'));
  await page.getByRole('button', { name: 'Check the list' }).click();
  await expect(page.getByRole('row', { name: /Cyrus van Young/ })).toBeVisible();
  await page.getByRole('button', { name: 'Create 3 users' }).click();
  await expect(page.getByText('3 users created, 1 not.')).toBeVisible();
  expect(sent.at(-1)).toEqual(['?role=auditor', expect.stringMatching(/^[0-9a-f]{32}$/)]);
  await page.getByRole('main').getByRole('link', { name: 'Back to users' }).first().click();
  for (const name of ['Ada Byron', 'Grace Hopper', 'Cyrus van Young']) await expect(page.getByRole('row', { name: new RegExp(`${name}.*Auditor`) })).toBeVisible();
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
