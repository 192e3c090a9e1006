// The list of users: who needs attention, several at once, and the list as a file.
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { violations } from './axe.ts';
import { api, expect, heading, type Organization, password, test, unique } from './fixtures.ts';

type Made = { id: string; email: string };

/** An organization with two people who joined, two invited, and one whose mail does not arrive. */
async function peopled(usher: { newOrganization: (name: string) => Promise<Organization>; invite: (org: Organization, user: never) => Promise<Made>; accept: (email: string) => Promise<unknown> }) {
  const org = await usher.newOrganization('List Ltd');
  const made: Record<string, Made> = {};
  for (const [first, last, email] of [
    ['Ada', 'Byron', `ada-${unique()}@test.example`], ['Ben', 'Cole', `ben-${unique()}@test.example`], ['Cleo', 'Dunn', `cleo-${unique()}@test.example`],
    ['=Dora', 'Eyre', `dora-${unique()}@test.example`], ['Bonnie', 'Bounce', `bounce+${unique()}@simulator.amazonses.com`],
  ]) made[first as string] = await usher.invite(org, { email, first_name: first, last_name: last, role: 'auditor' } as never);
  await usher.accept(made.Ada?.email ?? '');
  await usher.accept(made.Ben?.email ?? '');
  return { org, made };
}

const row = (page: Page, name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name }) });
const chip = (page: Page, name: string) => page.getByRole('group', { name: 'Status' }).getByRole('button', { name: new RegExp(`^${name}`) });
const names = (page: Page) => page.locator('tbody [data-name] a');
const bar = (page: Page) => page.getByRole('region', { name: 'Users selected' });
const bounced = (page: Page) => expect.poll(async () => { // the report of the mail comes after it
  await page.reload();
  await expect(names(page).first()).toBeVisible();
  return page.locator('[data-note=address]').count();
}).toBe(1);

test('chips tell how many there are of each status, and who needs attention', async ({ usher, signedIn }) => {
  const { org } = await peopled(usher as never);
  const page = await signedIn(org.owner, org);
  await bounced(page);
  await expect(page.getByRole('group', { name: 'Status' }).getByRole('button')).toHaveText(['All 7', 'Active 4', 'Invited 3', 'Needs attention 1', 'Blocked 0']);
  await expect(chip(page, 'All')).toHaveAttribute('aria-pressed', 'true');
  await chip(page, 'Needs attention').click();
  await expect(names(page)).toHaveText(['Bonnie Bounce']);
  await expect(page).toHaveURL(/attention=true/);
  await page.reload();
  await expect(names(page)).toHaveText(['Bonnie Bounce']);
  await expect(chip(page, 'Needs attention')).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('searchbox', { name: 'Search' }).fill('ada');
  await expect(page.getByText('Only users with these filters were searched: Needs attention.')).toBeVisible();
  await page.getByRole('button', { name: 'Clear the filters' }).click();
  await expect(names(page)).toHaveText(['Ada Byron']);
  await chip(page, 'Invited').click();
  await page.getByRole('searchbox', { name: 'Search' }).fill('');
  await expect(page.getByText('3 users', { exact: true })).toBeVisible();
});

test('several are blocked by the keyboard alone, each with a result, and undone', async ({ usher, signedIn }) => {
  const { org } = await peopled(usher as never);
  const page = await signedIn(org.owner, org);
  await expect(page.getByLabel('Select Olive Ownerson')).toHaveCount(0); // oneself
  await page.getByLabel('Select Ada Byron').focus();
  await page.keyboard.press('Space');
  await expect(bar(page).getByText('1 selected')).toBeVisible();
  await page.getByLabel('Select Ben Cole').focus();
  await page.keyboard.press('Space');
  await page.getByLabel('Select Cleo Dunn').focus();
  await page.keyboard.press('Space');
  await expect(bar(page).getByText('3 selected')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(bar(page).getByRole('button', { name: 'Resend invitation (1)' })).toBeFocused();
  await bar(page).getByRole('button', { name: 'Block (2)' }).focus();
  await page.keyboard.press('Enter');
  const ask = page.getByRole('dialog', { name: 'Block 2 users?' });
  await expect(ask.getByText('Ada Byron, Ben Cole')).toBeVisible();
  await expect(ask.getByRole('button', { name: 'Cancel' })).toBeFocused();
  expect(await violations(page)).toEqual([]);
  await ask.getByRole('button', { name: 'Block' }).press('Enter');
  const result = page.getByRole('dialog', { name: 'Result' });
  await expect(result.getByText('All 2 done')).toBeFocused();
  await expect(result.getByRole('listitem')).toHaveText(['Ada ByronBlocked', 'Ben ColeBlocked']);
  expect(await violations(page)).toEqual([]);
  await expect(row(page, 'Ada Byron').locator('[data-user-status]')).toHaveAttribute('data-user-status', 'blocked');
  await result.getByRole('button', { name: 'Undo' }).press('Enter');
  await expect(result.getByRole('listitem')).toHaveText(['Ada ByronUnblocked', 'Ben ColeUnblocked']);
  await result.getByRole('button', { name: 'Close' }).last().press('Enter');
  await expect(bar(page)).toHaveCount(0);
  await expect(page.locator('[data-count]')).toBeFocused();
  await expect(row(page, 'Ada Byron').locator('[data-user-status]')).toHaveAttribute('data-user-status', 'active');
});

test('what is refused says why and stays selected; roles come back to what each had', async ({ usher, signedIn }) => {
  const { org, made } = await peopled(usher as never);
  const page = await signedIn(org.owner, org);
  await page.getByLabel('Select Ada Byron').check();
  await page.getByLabel('Select Ben Cole').check();
  const theirs = await api(page, 'PATCH', `/v1/organizations/${org.org}/users/${made.Ben?.id}`, { first_name: 'Benny' });
  expect(theirs.status).toBe(200);
  await bar(page).getByRole('button', { name: 'Change role' }).click();
  const ask = page.getByRole('dialog', { name: 'Change the role of 2 users?' });
  await ask.getByRole('radio', { name: 'Auditor' }).check();
  await ask.getByRole('button', { name: 'Change role' }).click();
  await expect(ask.getByText('They all have this role already.')).toBeVisible();
  await ask.getByRole('radio', { name: 'Owner' }).check();
  await ask.getByRole('button', { name: 'Change role' }).click();
  const result = page.getByRole('dialog', { name: 'Result' });
  await expect(result.getByRole('listitem')).toHaveText(['Ben ColeSomebody else has changed this.', 'Ada ByronOwner']);
  await result.getByRole('button', { name: 'Close' }).last().click();
  await expect(bar(page).getByText('1 selected')).toBeVisible();
  await expect(page.getByLabel('Select Benny Cole')).toBeChecked();
  await page.getByLabel('Select Ada Byron').check();
  await bar(page).getByRole('button', { name: 'Change role' }).click();
  await ask.getByRole('radio', { name: 'Auditor' }).check();
  await ask.getByRole('button', { name: 'Change role' }).click();
  await expect(result.getByRole('listitem')).toHaveText(['Ada ByronAuditor']); // Ben was one
  await result.getByRole('button', { name: 'Undo' }).click();
  await expect(result.getByRole('listitem')).toHaveText(['Ada ByronOwner']);
});

test('invitations are resent and cancelled, people are removed, several at a time', async ({ usher, signedIn }) => {
  const { org, made } = await peopled(usher as never);
  const page = await signedIn(org.owner, org);
  const result = page.getByRole('dialog', { name: 'Result' });
  await page.getByLabel('Select Cleo Dunn').check();
  await page.getByLabel('Select =Dora Eyre').check();
  await bar(page).getByRole('button', { name: 'Resend invitation' }).click();
  await page.getByRole('dialog', { name: 'Resend 2 invitations?' }).getByRole('button', { name: 'Resend invitation' }).click();
  await expect(result.getByText('All 2 done')).toBeVisible();
  await expect(result.getByRole('button', { name: 'Undo' })).toHaveCount(0);
  await result.getByRole('button', { name: 'Close' }).last().click();
  await usher.linkFor(made.Cleo?.email ?? '', '/invitations/', 2);
  // Who never joined is cancelled without typing.
  await page.getByLabel('Select Cleo Dunn').check();
  await page.getByLabel('Select =Dora Eyre').check();
  await bar(page).getByRole('button', { name: 'Cancel invitation' }).click();
  await page.getByRole('dialog', { name: 'Cancel 2 invitations?' }).getByRole('button', { name: 'Cancel invitation' }).click();
  await expect(result.getByText('All 2 done')).toBeVisible();
  await result.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByText('5 users', { exact: true })).toBeVisible();
  await page.getByLabel('Select all users shown').check();
  await page.getByLabel('Select Audrey Tor').uncheck();
  await bar(page).getByRole('button', { name: 'Remove' }).click();
  const ask = page.getByRole('dialog', { name: 'Remove 3 users?' });
  await ask.getByRole('button', { name: 'Remove users' }).click();
  await expect(ask.getByRole('textbox')).toHaveAttribute('aria-invalid', 'true');
  await ask.getByRole('textbox').fill('3');
  await ask.getByRole('button', { name: 'Remove users' }).click();
  await expect(result.getByText('All 3 done')).toBeVisible();
  await result.getByRole('button', { name: 'Close' }).last().click();
  await expect(names(page)).toHaveText(['Olive Ownerson', 'Audrey Tor']);
});

test('a lost connection is shown for each, and nothing is sent later', async ({ usher, signedIn }) => {
  const { org } = await peopled(usher as never);
  const page = await signedIn(org.owner, org);
  await page.getByLabel('Select Ada Byron').check();
  await page.getByLabel('Select Ben Cole').check();
  await bar(page).getByRole('button', { name: 'Block' }).click();
  await page.context().setOffline(true);
  await page.getByRole('dialog').getByRole('button', { name: 'Block' }).click();
  const result = page.getByRole('dialog', { name: 'Result' });
  await expect(result.getByText('The service cannot be reached. Check your connection.')).toHaveCount(2);
  await page.context().setOffline(false);
  await result.getByRole('button', { name: 'Close' }).last().click();
  await expect(bar(page).getByText('2 selected')).toBeVisible();
  const users = (await api(page, 'GET', `/v1/organizations/${org.org}/users?status=blocked`)).body.data;
  expect(users).toEqual([]);
});

test('a selection survives Show more, and no other list', async ({ usher, signedIn }) => {
  const org = await usher.newOrganization('Many');
  const page = await signedIn(org.owner, org);
  const auditor = (await api(page, 'GET', `/v1/organizations/${org.org}/users`)).body.data.find((u: { role: string }) => u.role === 'auditor');
  // 60 users in pages of 25, which the plan here has no room for.
  const many = Array.from({ length: 60 }, (_, i) => ({ ...auditor, id: `usr_${i}`, first_name: `N${i}` }));
  await page.route(/\/v1\/organizations\/[^/]+\/users\?/, (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
    return route.fulfill({ json: { data: many.slice(from, from + 25), next_cursor: from + 25 < 60 ? String(from + 25) : null } });
  });
  await page.reload();
  await page.getByLabel('Select all users shown').check();
  await expect(bar(page).getByText('25 selected')).toBeVisible();
  await page.getByRole('button', { name: 'Show more' }).click();
  await expect(page.getByText('50 users shown, there are more')).toBeVisible();
  await expect(bar(page).getByText('25 selected')).toBeVisible();
  await bar(page).getByRole('button', { name: 'Select all 50' }).click();
  await expect(bar(page).getByText('50 selected')).toBeVisible();
  await expect(bar(page)).toBeInViewport();
  await chip(page, 'Active').click();
  await expect(bar(page)).toHaveCount(0);
  await page.getByLabel('Select N1 Tor').check();
  await page.getByLabel('Select N1 Tor').press('Escape');
  await expect(bar(page)).toHaveCount(0);
});

test('sorting says what it is doing once, and no wrong number', async ({ usher, signedIn }) => {
  const org = await usher.newOrganization('Sorted');
  const page = await signedIn(org.owner, org);
  const one = (await api(page, 'GET', `/v1/organizations/${org.org}/users`)).body.data[0];
  const many = Array.from({ length: 320 }, (_, i) => ({ ...one, id: `usr_${i}`, first_name: `N${i}` }));
  await page.route(/\/v1\/organizations\/[^/]+\/users\?/, async (route) => {
    const q = new URL(route.request().url()).searchParams;
    const from = Number(q.get('cursor') ?? 0);
    const to = from + Number(q.get('limit'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    await route.fulfill({ json: { data: many.slice(from, to), next_cursor: to < 320 ? String(to) : null } });
  });
  await page.reload();
  await expect(page.getByText('25 users shown, there are more')).toBeVisible();
  await page.evaluate(() => {
    const said: string[] = [];
    (window as unknown as { said: string[] }).said = said;
    const status = document.querySelector('[data-count]') as Element;
    new MutationObserver(() => said.push(status.textContent ?? '')).observe(status, { characterData: true, childList: true, subtree: true });
  });
  await page.getByRole('button', { name: 'Last sign-in' }).click();
  await expect(page.getByText('320 users', { exact: true })).toBeVisible({ timeout: 30_000 });
  expect(await page.evaluate(() => (window as unknown as { said: string[] }).said)).toEqual(['The whole list is being loaded to sort it…', '320 users']);
});

test('the list is a file that an import takes back, with its filters, for Auditors too', async ({ usher, signedIn }) => {
  const { org } = await peopled(usher as never);
  for (const who of [org.owner, org.auditor]) {
    const page = await signedIn(who, org);
    await expect(page.getByRole('checkbox')).toHaveCount(who === org.owner ? 7 : 0);
    const save = async () => {
      const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as CSV' }).click()]);
      expect(file.suggestedFilename()).toBe('users.csv');
      return readFileSync(await file.path(), 'utf8');
    };
    const all = await save();
    expect(all.startsWith('\uFEFFfirst_name,last_name,email,role,status,')).toBe(true);
    expect(all.trim().split('\r\n')).toHaveLength(8);
    expect(all).toContain(`\r\n'=Dora,Eyre,`);
    await expect(page.getByText('7 users exported.')).toBeVisible();
    await chip(page, 'Invited').click();
    await page.getByRole('searchbox', { name: 'Search' }).fill('eyre');
    await expect(names(page)).toHaveText(['=Dora Eyre']);
    expect((await save()).trim().split('\r\n')).toHaveLength(2);
    if (who === org.auditor) continue;
    const taken = await page.evaluate(async ([path, csv]) => {
      const r = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'text/csv' }, body: csv });
      return (await r.json()).results as { status: string; first_name: string }[];
    }, [`/v1/organizations/${org.org}/users/import?dry_run=true`, all] as const);
    expect(taken.map((r) => r.status)).toEqual(Array(7).fill('email_taken'));
    expect(taken.map((r) => r.first_name)).toContain('=Dora');
  }
});

test('on a phone the list begins within the first screen, in both languages, and several fit too', async ({ usher, signedIn, visit }) => {
  const { org } = await peopled(usher as never);
  for (let i = 0; i < 3; i++) await usher.invite(org, { email: `full-${unique()}@test.example`, first_name: `Full${i}`, last_name: 'Zed', role: 'auditor' });
  const phone = { viewport: { width: 390, height: 844 } };
  const page = await signedIn(org.owner, org, phone);
  await expect(page.locator('[data-seats-full]')).toBeVisible();
  await expect(row(page, 'Bonnie Bounce')).toBeInViewport({ ratio: 0.5 });
  expect(await page.getByRole('searchbox', { name: 'Search' }).evaluate((e) => getComputedStyle(e).fontSize)).toBe('16px');
  await page.getByLabel('Select Ada Byron').check();
  await page.getByLabel('Select Cleo Dunn').check();
  await expect(bar(page)).toBeInViewport({ ratio: 1 });
  expect(await violations(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)).toBe(0);
  const dutch = await visit({ ...phone, locale: 'nl-NL' });
  await dutch.request.post('/v1/sessions', { data: { email: org.owner, password }, headers: { Origin: usher.url } });
  await dutch.goto(`/organizations/${org.org}/settings/users`);
  await expect(heading(dutch, 'Gebruikers')).toBeVisible();
  await expect(row(dutch, 'Bonnie Bounce')).toBeInViewport();
  await dutch.getByLabel('Ada Byron selecteren').check();
  await dutch.getByLabel('Cleo Dunn selecteren').check();
  await dutch.getByRole('region', { name: 'Geselecteerde gebruikers' }).getByRole('button', { name: 'Blokkeren (1)' }).click();
  const ask = dutch.getByRole('dialog', { name: '1 gebruiker blokkeren?' });
  await ask.getByRole('button', { name: 'Blokkeren' }).click();
  await expect(dutch.getByRole('dialog', { name: 'Resultaat' }).getByText('Geblokkeerd')).toBeVisible();
  expect(await violations(dutch)).toEqual([]);
});
