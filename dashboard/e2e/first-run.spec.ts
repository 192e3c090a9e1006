// How one begins, goes from one organization to another, and leaves.
import type { Page } from '@playwright/test';
import { en } from '../src/i18n/en.ts';
import { nl } from '../src/i18n/nl.ts';
import { violations } from './axe.ts';
import { api, expect, heading, password, test, unique } from './fixtures.ts';
import type { Usher } from './usher.ts';

const languages = [['en-GB', en], ['nl-NL', nl]] as const;

/** A new organization whose first Owner has not accepted yet, and their link. */
async function found(usher: Usher, name: string, email: string, invitations = 1) {
  const { answer } = await usher.post('/v1/organizations', { name, owner: { email, first_name: 'Daan', last_name: 'de Vries' } });
  return { org: answer.organization.id as string, link: await usher.linkFor(email, '/invitations/', invitations) };
}

/** Makes somebody the Owner of organizations of these names. */
async function ownerOf(usher: Usher, names: string[]) {
  const email = `many-${unique()}@test.example`;
  const orgs: string[] = [];
  for (const name of names) {
    const { org, link } = await found(usher, name, email, orgs.length + 1);
    await usher.post(`/v1/invitations/${link.split('/invitations/')[1]}/accept`, { password });
    orgs.push(org);
  }
  return { email, orgs };
}

async function arrive(page: Page, usher: Usher, email: string, org: string, title = 'Users') {
  const r = await page.request.post('/v1/sessions', { data: { email, password }, headers: { Origin: usher.url } });
  expect(r.ok()).toBe(true);
  await page.goto(`/organizations/${org}/settings/users`);
  await expect(heading(page, title)).toBeVisible();
}

for (const [locale, t] of languages) {
  test(`an Owner who is alone is welcomed and has three steps, each ticked when done (${locale})`, async ({ usher, visit }) => {
    const page = await visit({ locale });
    const name = `Northwind ${unique()}`;
    const { org, link } = await found(usher, name, `daan-${unique()}@test.example`);
    await page.goto(link);
    await page.locator('input[autocomplete=new-password]').fill(password);
    await page.getByRole('button', { name: t.invitation.accept(name) }).click();
    await expect(heading(page, t.users.title)).toBeVisible();
    await expect(page.getByText(t.welcome.title(name, 'Daan'))).toBeVisible();
    const steps = page.getByRole('region', { name: t.firstSteps.title });
    await expect(steps.getByRole('listitem')).toHaveCount(3);
    await expect(page.locator('[data-count]')).toHaveCount(0); // no list of oneself
    expect(await violations(page)).toEqual([]);

    await steps.getByRole('link', { name: t.firstSteps.settingsLink }).click();
    await expect(heading(page, t.org.title)).toBeVisible();
    await expect(page.locator('[data-welcome]')).toHaveCount(0);
    await page.goBack();
    await expect(steps.locator('[data-done]')).toHaveCount(1);
    await expect(page.locator('[data-welcome]')).toHaveCount(0); // once

    await steps.getByRole('button', { name: t.firstSteps.inviteOne }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(t.createUser.firstName).fill('Ada');
    await dialog.getByLabel(t.createUser.email).fill(`ada-${unique()}@test.example`);
    await dialog.getByRole('radio', { name: t.role.auditor }).check();
    await dialog.getByRole('button', { name: t.createUser.submit }).click();
    await expect(page).toHaveURL(/\/users\/usr_/);
    await page.goBack();
    await expect(steps.locator('[data-done]')).toHaveCount(2);
    await expect(page.getByText(t.users.count(2, false), { exact: true })).toBeVisible(); // nobody is alone any more

    await api(page, 'POST', `/v1/organizations/${org}/flows`, { name: 'First', definition: { steps: [1] } });
    await page.reload();
    await expect(page.getByText(t.users.count(2, false), { exact: true })).toBeVisible();
    await expect(steps).toHaveCount(0);
  });

  test(`empty lists offer what fills them (${locale})`, async ({ usher, visit }) => {
    const { email, orgs: [org = ''] } = await ownerOf(usher, [`Empty ${unique()}`]);
    const page = await visit({ locale });
    await arrive(page, usher, email, org, t.users.title);
    await page.goto(`/organizations/${org}/settings/api-keys`);
    await page.getByRole('button', { name: t.keys.createFirst }).click();
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.locator('#content').getByRole('button', { name: t.keys.create, exact: true })).toBeFocused();
    expect(await violations(page)).toEqual([]);
    await page.goto(`/organizations/${org}/settings/audit-log?action=flow.delete`);
    await page.getByRole('button', { name: t.users.clearFilters }).click();
    await expect(page.getByRole('table')).toBeVisible();
    await expect(page.locator('#content')).toBeFocused();
    await page.goto(`/organizations/${org}/flows`);
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: t.flows.createFirst }).click();
    await expect(page).toHaveURL(/\/flows\/new$/);
  });

  test(`who leaves is told what is lost, and goes on to the next organization (${locale})`, async ({ usher, visit }) => {
    const stays = await usher.newOrganization();
    const left = await usher.newOrganization(`Left ${unique()}`);
    await usher.invite(left, { email: stays.owner, first_name: 'Mae', last_name: 'Both', role: 'owner' });
    const link = await usher.linkFor(stays.owner, '/invitations/', 2);
    const { cookie } = await usher.post(`/v1/invitations/${link.split('/invitations/')[1]}/accept`, { password });
    await usher.post(`/v1/organizations/${left.org}/api-keys`, { name: 'nightly export', role: 'auditor' }, cookie);
    await usher.invite({ org: left.org, cookie }, { email: `next-${unique()}@test.example`, first_name: 'Next', last_name: 'Owner', role: 'owner' });

    const page = await visit({ locale });
    await arrive(page, usher, stays.owner, left.org, t.users.title);
    await page.goto(`/organizations/${left.org}/profile`);
    const leave = page.getByRole('button', { name: t.leave.button });
    await leave.click();
    const dialog = page.getByRole('dialog', { name: t.leave.title(left.name) });
    await expect(dialog.getByText(t.leave.keys(1))).toBeVisible();
    await expect(dialog.getByText('nightly export')).toBeVisible();
    await expect(dialog.getByText(t.leave.invitations(1))).toBeVisible();
    await expect(dialog.getByRole('button', { name: t.common.cancel })).toBeFocused();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Enter'); // which changes nothing
    await expect(dialog).toBeHidden();
    await expect(leave).toBeFocused();
    await leave.click();
    await dialog.getByRole('button', { name: t.leave.submit, exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`/organizations/${stays.org}/settings/users`));
    await expect(page.getByText(t.leave.done(left.name))).toBeVisible();
    await expect(heading(page, t.users.title)).toBeFocused();
    expect((await api(page, 'GET', `/v1/organizations/${left.org}`)).status).toBe(404);

    const witness = await visit({ locale });
    await arrive(witness, usher, left.owner, left.org, t.users.title);
    await witness.goto(`/organizations/${left.org}/settings/audit-log?action=user.leave`);
    await expect(witness.getByRole('row').filter({ hasText: t.audit.sentences['user.leave']?.replace('{who} ', '') ?? '?' })).toBeVisible();
  });

  test(`organizations are switched in the header, by keyboard too (${locale})`, async ({ usher, visit }) => {
    const names = Array.from({ length: 11 }, (_, i) => `Number ${String.fromCharCode(65 + i)}`);
    names[0] = 'The Northern Bakery and Confectionery Company';
    names[4] = 'Zoë & Söhne';
    const { email, orgs } = await ownerOf(usher, names);
    const page = await visit({ locale });
    await arrive(page, usher, email, orgs[0] ?? '', t.users.title);
    const button = page.getByRole('button', { name: t.app.organizationMenu(names[0] ?? '') });
    const menu = page.getByRole('dialog', { name: t.app.switchOrganization });
    await page.setViewportSize({ width: 320, height: 720 });
    for (const b of [button, page.getByRole('button', { name: new RegExp(`^${t.app.signedInAs('')}`) })]) {
      const box = await b.boundingBox();
      expect(box && box.height < 44 && box.width > 40 && box.x + box.width <= 320, JSON.stringify(box)).toBe(true);
    }
    await page.setViewportSize({ width: 1280, height: 800 });
    await button.focus();
    for (let i = 0; i < 2; i++) { // the first time it is loaded
      await page.keyboard.press('Enter');
      await expect(menu.getByRole('searchbox')).toBeFocused();
      await page.keyboard.press('ArrowDown');
      await expect(menu.getByRole('link').first()).toBeFocused();
      await page.keyboard.press('Escape');
      await expect(menu).toBeHidden();
      await expect(button).toBeFocused();
    }
    await page.keyboard.press('Enter');
    await expect(menu.getByRole('link')).toHaveCount(11);
    await expect(menu.getByRole('link', { name: names[0] ?? '' })).toHaveAttribute('aria-current', 'page');
    await expect(menu.getByText(t.role.owner, { exact: true })).toHaveCount(11);
    expect(await violations(page)).toEqual([]);
    await menu.getByRole('searchbox').fill('nowhere');
    await expect(menu.getByText(t.app.noOrganization)).toBeVisible();
    await menu.getByRole('searchbox').fill('zoe');
    await expect(menu.getByRole('link')).toHaveCount(1);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(new RegExp(`/organizations/${orgs[4]}/settings/users`));
    await expect(page.getByRole('button', { name: t.app.organizationMenu('Zoë & Söhne') })).toBeVisible();
    await page.setViewportSize({ width: 320, height: 640 });
    await page.getByRole('button', { name: t.app.organizationMenu('Zoë & Söhne') }).click();
    await expect(menu.getByRole('link')).toHaveCount(11);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
  });
}

test('the last Owner cannot leave, and hears why', async ({ usher, visit }) => {
  const { email, orgs: [org = ''] } = await ownerOf(usher, [`Last ${unique()}`]);
  const page = await visit();
  await arrive(page, usher, email, org);
  await page.goto(`/organizations/${org}/profile`);
  await page.getByRole('button', { name: 'Leave organization' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click();
  await expect(page.getByRole('dialog').getByText('An organization needs an active Owner.')).toBeVisible();
});

test('the first steps can be hidden, for good', async ({ usher, visit }) => {
  const { email, orgs: [org = ''] } = await ownerOf(usher, [`Hidden ${unique()}`]);
  const page = await visit();
  await arrive(page, usher, email, org);
  await page.getByRole('button', { name: 'Hide these steps' }).click();
  await expect(page.getByText('1 user', { exact: true })).toBeVisible();
  await expect(page.locator('#content')).toBeFocused();
  await page.reload();
  await expect(page.getByText('1 user', { exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'First steps' })).toHaveCount(0);
});

test('somebody who is blocked can leave, also when it is their only organization', async ({ usher, visit }) => {
  const org = await usher.newOrganization();
  const page = await visit();
  await arrive(page, usher, org.auditor, org.org);
  const me = (await api(page, 'GET', '/v1/me')).body;
  await usher.post(`/v1/organizations/${org.org}/users/${me.memberships[0].user_id}/block`, undefined, org.cookie);
  await page.reload();
  await expect(heading(page, `You are blocked in ${org.name}`)).toBeVisible();
  await page.getByRole('button', { name: 'Leave organization' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true }).click();
  await expect(page.getByText('You are not a member of any organization.')).toBeVisible();
});

test('an answer that got lost is no failure: who has left is out', async ({ usher, visit }) => {
  const org = await usher.newOrganization();
  const page = await visit();
  await arrive(page, usher, org.auditor, org.org);
  await page.goto(`/organizations/${org.org}/profile`);
  await page.getByRole('button', { name: 'Leave organization' }).click();
  await page.route('**/leave', async (route) => { await route.fetch(); await route.abort(); }, { times: 1 });
  const submit = page.getByRole('dialog').getByRole('button', { name: 'Leave', exact: true });
  await submit.click();
  await expect(page.getByRole('dialog').getByRole('alert')).toBeVisible();
  await submit.click();
  await expect(page.getByText('You are not a member of any organization.')).toBeVisible();
});
