import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problems } from 'virtual:problems';
import { expect, test } from 'vitest';
import { readProblems } from '../../../scripts/problems.ts';

/** Code, statuses and title of every problem document in the contract's examples. */
function examples(value: unknown, found = new Map<string, { title: string; statuses: Set<unknown> }>()) {
  if (typeof value !== 'object' || value === null) return found;
  const { code, status, title } = value as Record<string, unknown>;
  if (typeof code === 'string' && typeof title === 'string') found.set(code, { title, statuses: (found.get(code)?.statuses ?? new Set()).add(status) });
  for (const inner of Object.values(value)) examples(inner, found);
  return found;
}

test('every problem of the contract has a page, under its title and status', () => {
  const contract = examples(JSON.parse(readFileSync(join(import.meta.dirname, '../../../../docs/openapi.json'), 'utf8')));
  expect(contract.size).toBeGreaterThan(10);
  expect(Object.fromEntries(problems.map((p) => [p.code, `${p.status} ${p.title}`]))).toEqual(
    Object.fromEntries([...contract].map(([code, { title, statuses }]) => [code, `${[...statuses].sort().join(' or ')} ${title}`])),
  );
});

const section = '# Errors\n\nAll.\n\n## not_found\n\n**404.** *Not found.*\n\nIt is\n`gone`.\n\n*Do:* drop\nit.\n';

test('a section is read whole', () => {
  expect(readProblems(section)).toEqual([{ code: 'not_found', status: '404', title: 'Not found', meaning: 'It is `gone`.', todo: 'Drop it.' }]);
});

test.each([
  ['no status', section.replace('**404.** ', '')],
  ['no title', section.replace('*Not found.*\n\n', '')],
  ['nothing to do', section.replace('*Do:*', 'Do')],
  ['a second paragraph', section.replace('`gone`.', '`gone`.\n\nOr not.')],
  ['markup that a page would show as it is', section.replace('`gone`', '[gone](x.md)')],
])('a section with %s is refused', (_, markdown) => {
  expect(() => readProblems(markdown)).toThrow('"not_found"');
});
