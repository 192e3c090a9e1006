// Draws the README’s pictures, which is no test: npm run pictures, which alone runs it.
import { expect, test } from './fixtures.ts';

const folder = process.env.PICTURES;
test.use({ viewport: { width: 1200, height: 760 }, reducedMotion: 'reduce', colorScheme: 'light' });

test('the README’s pictures', async ({ page, usher }) => {
  const ada = 'ada@acme.example';
  const made = (await usher.post('/v1/organizations', { name: 'Acme', owner: { email: ada, first_name: 'Ada', last_name: 'Byron' } })).answer;
  const { cookie } = await usher.accept(ada);
  const org = { org: made.organization.id, cookie };
  const users = `/organizations/${org.org}/settings/users`;
  const ids: Record<string, string> = {};
  for (const [first_name, last_name] of [['Grace', 'Hopper'], ['Mary', 'Jackson'], ['Katherine', 'Johnson'], ['Dorothy', 'Vaughan'], ['Barbara', 'Liskov']] as const) {
    const email = `${first_name.toLowerCase()}@acme.example`;
    ids[first_name] = (await usher.invite(org, { email, first_name, last_name, role: 'auditor' })).id;
    await usher.linkFor(email, '/invitations/'); // its mail has been sent
  }
  for (const name of ['grace', 'mary', 'dorothy']) await usher.accept(`${name}@acme.example`);
  await usher.post(`/v1${users.replace('/settings', '')}/${ids.Mary}/block`, {}, cookie);
  await page.context().addCookies(cookie.split('; ').map((c) => ({ name: c.slice(0, c.indexOf('=')), value: c.slice(c.indexOf('=') + 1), url: usher.url })));
  await page.goto(users);
  await expect(page.getByText('Liskov')).toBeVisible();
  await page.screenshot({ path: `${folder}/users.png` });
  await page.goto(`${users}/${ids.Katherine}`);
  await expect(page.locator('[data-delivery=delivered]')).toBeVisible({ timeout: 30_000 });
  await page.screenshot({ path: `${folder}/user.png` });
});
