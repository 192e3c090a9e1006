import { readFileSync } from 'node:fs';
import { readProblems } from '../scripts/problems.ts';
import { expect, heading, test } from './fixtures.ts';

const problems = readProblems(readFileSync(new URL('../../docs/errors.md', import.meta.url), 'utf8'));

test('every problem has its page, for everybody, and the list leads to all', async ({ visit }) => {
  const page = await visit();
  await page.goto('/problems');
  await expect(page.getByRole('listitem')).toHaveText(problems.map((p) => `${p.title}${p.status} ${p.code}`));
  for (const { code, title, status } of problems) {
    await page.getByRole('link', { name: title, exact: true }).click();
    await expect(page).toHaveURL(new RegExp(`/problems/${code}$`));
    await expect(heading(page, title)).toBeVisible();
    await expect(page.getByText(`${status} ${code}`, { exact: true })).toBeVisible();
    await expect(page.getByRole('region', { name: 'What to do' })).toBeVisible();
    await page.getByRole('link', { name: 'Problems of the API' }).click();
  }
  await page.goto('/problems/no_such_code');
  await expect(heading(page, 'Unknown problem')).toBeVisible();
  await expect(page.getByText('There is no problem with the code “no_such_code”.')).toBeVisible();
});

test('the type of an answer leads to its page', async ({ visit, usher }) => {
  const page = await visit();
  const answer = await page.request.post('/v1/sessions', { data: { email: 'no address' }, headers: { Origin: usher.url } });
  expect(answer.headers()['content-type']).toBe('application/problem+json');
  const problem = await answer.json();
  expect(problem.code).toBe('invalid_request');
  await page.goto(problem.type);
  await expect(page).toHaveURL(`${usher.url}/problems/invalid_request`); // the deployment's own dashboard
  await expect(heading(page, problem.title)).toBeVisible();
  await expect(page.getByText(`${problem.status} ${problem.code}`, { exact: true })).toBeVisible();
});

test('to a Dutch reader the English parts are marked as such', async ({ visit }) => {
  const page = await visit({ locale: 'nl-NL' });
  await page.goto('/problems/not_found');
  await expect(heading(page, 'Not found')).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('region', { name: 'Wat te doen' }).locator('[lang=en]')).toHaveText('Delete what you have stored about it.');
});
