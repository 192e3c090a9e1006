// What keys do: searching, creating, the palette, the help, and the menu of a phone.
import type { Page } from '@playwright/test';
import { expect, heading, type Organization, test, unique } from './fixtures.ts';

let org: Organization;
let daan: { id: string; email: string };
test.beforeAll(async ({ usher }) => {
  org = await usher.newOrganization('Keys Ltd');
  daan = await usher.invite(org, { email: `daan-${unique()}@test.example`, first_name: 'Daan', last_name: 'de Vries', role: 'auditor' });
  await usher.invite(org, { email: `dana-${unique()}@test.example`, first_name: 'Dana', last_name: 'Scully', role: 'auditor' });
});

const field = (page: Page) => page.getByRole('combobox', { name: 'Find a user, a page or an action' });
const option = (page: Page, name: string | RegExp) => page.getByRole('option', { name });
const dialog = (page: Page) => page.getByRole('dialog');

test('a slash searches, c creates, and neither while somebody types', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.keyboard.press('/');
  await expect(page.getByLabel('Search', { exact: true })).toBeFocused();
  await page.keyboard.type('c/?');
  await expect(page.getByLabel('Search', { exact: true })).toHaveValue('c/?');
  await expect(dialog(page)).toBeHidden();
  await page.getByRole('link', { name: 'Flows' }).click();
  await expect(heading(page, 'Flows')).toBeFocused();
  await page.keyboard.press('c');
  await expect(dialog(page).getByLabel('First name')).toBeFocused();
  await page.keyboard.type('cc');
  await expect(dialog(page).getByLabel('First name')).toHaveValue('cc');
  page.once('dialog', (question) => void question.accept()); // what was typed is not saved
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
  await expect(page).toHaveURL(/settings\/users$/);
});

test('c is for who may create users', async ({ signedIn }) => {
  const page = await signedIn(org.auditor, org);
  await page.keyboard.press('c');
  await page.keyboard.press('?');
  await expect(dialog(page).getByText('Keyboard shortcuts').first()).toBeVisible();
  await expect(dialog(page).getByText('Create user')).toBeHidden();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await expect(option(page, 'My profile')).toBeVisible();
  await expect(option(page, /Create/)).toBeHidden();
});

test('single keys can be switched off, and stay off', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.keyboard.press('?');
  await dialog(page).getByRole('checkbox', { name: 'Use shortcuts of a single key' }).uncheck();
  await page.reload();
  await expect(heading(page, 'Users')).toBeVisible();
  await page.keyboard.press('c');
  await page.keyboard.press('/');
  await page.keyboard.press('Control+k'); // that one is no single key
  await expect(field(page)).toBeFocused();
  expect(await dialog(page).count()).toBe(1);
});

test('the palette finds users, pages and actions by keys alone', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  const search = page.getByLabel('Search', { exact: true });
  await search.focus(); // it opens from a field too
  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(search).toBeFocused();

  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('VRIES');
  const found = option(page, `Daan de Vries ${daan.email}`);
  await expect(found).toHaveAttribute('aria-selected', 'true');
  expect(await field(page).getAttribute('aria-activedescendant')).toBe(await found.getAttribute('id'));
  await expect(dialog(page).getByRole('status')).toHaveText('1 result');
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Daan de Vries')).toBeFocused();

  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('audit l');
  await page.keyboard.press('Enter');
  await expect(heading(page, 'Audit log')).toBeFocused();

  await page.keyboard.press('Control+k');
  await expect(page.getByRole('option', { name: 'Users', exact: true })).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowUp'); // round to the last
  await expect(option(page, 'Sign out')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(option(page, 'Flows')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.type('create u');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByLabel('First name')).toBeFocused();
  await page.keyboard.press('Control+k'); // a dialog is finished first
  await expect(field(page)).toBeHidden();
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();

  await page.keyboard.press('Control+k');
  await expect(field(page)).toBeFocused();
  await page.keyboard.type('nobody of that name');
  await expect(dialog(page).getByRole('status')).toHaveText('Nothing found');
  await page.keyboard.press('Control+k');
  await expect(dialog(page)).toBeHidden();
});

test('the palette in Dutch, by its button', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.evaluate(() => localStorage.setItem('usher-language', 'nl'));
  await page.reload();
  await page.getByRole('button', { name: 'Zoeken en opdrachten' }).click();
  await expect(page.getByRole('dialog').locator('input')).toBeFocused();
  await page.keyboard.type('sleutels');
  await page.getByRole('option', { name: 'API-sleutels' }).click();
  await expect(heading(page, 'API-sleutels')).toBeFocused();
});

test('on a phone Escape closes the menu wherever the focus is', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org, { viewport: { width: 390, height: 844 } });
  const burger = page.getByRole('button', { name: 'Menu', exact: true });
  const link = page.getByRole('link', { name: 'My profile' });
  await burger.click();
  await expect(link).toBeVisible();
  await page.keyboard.press('Escape'); // on the button
  await expect(link).toBeHidden();
  await expect(burger).toBeFocused();
  await burger.click();
  await link.focus();
  await page.keyboard.press('Escape'); // on a link, which goes away
  await expect(link).toBeHidden();
  await expect(burger).toBeFocused();
});
