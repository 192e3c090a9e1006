import { expect, heading, type Organization, test } from './fixtures.ts';

let org: Organization;
test.beforeAll(async ({ usher }) => { org = await usher.newOrganization('Notices Ltd'); });

test('an Owner switches off what they are mailed, by the keyboard, and it stays so', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.goto(`/organizations/${org.org}/profile`);
  await expect(heading(page, 'My profile')).toBeVisible();
  const box = page.getByRole('checkbox', { name: 'Somebody became an Owner' });
  await expect(box).toBeChecked();
  await box.focus();
  await page.keyboard.press('Space');
  await expect(page.getByText('Saved.')).toBeVisible();
  await expect(box).toBeFocused();
  await page.reload();
  await expect(box).not.toBeChecked();
  await expect(page.getByRole('checkbox', { name: 'An invitation did not arrive' })).toBeChecked();
});

test('what is refused is taken back, and told', async ({ signedIn }) => {
  const page = await signedIn(org.owner, org);
  await page.goto(`/organizations/${org.org}/profile`);
  const box = page.getByRole('checkbox', { name: 'Somebody asked for a new invitation' });
  await expect(box).toBeChecked();
  await page.route('**/v1/organizations/*/users/*', (route) => (route.request().method() === 'PATCH'
    ? route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ code: 'try_again', status: 503, title: 'x' }) })
    : route.continue()));
  await box.click();
  await expect(box).toBeChecked();
  await expect(page.getByText('Saved.')).toHaveCount(0);
});

test('an Auditor is mailed nothing, and offered nothing', async ({ signedIn }) => {
  const page = await signedIn(org.auditor, org);
  await page.goto(`/organizations/${org.org}/profile`);
  await expect(page.getByText('Where you are signed in')).toBeVisible();
  await expect(page.getByText('Emails to you as an Owner')).toHaveCount(0);
});
