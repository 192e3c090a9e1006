import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { en as english } from '@/i18n/en';
import { importTexts } from '@/i18n/import';
import type { Import, ImportResult } from '@/lib/types';
import { importList, isLeft, type List, preview } from './api/import';
import { needsRole, outcomeText, refusalText, resultCsv } from './outcome';

const en = { ...english, importUsers: importTexts.en };

afterEach(() => vi.unstubAllGlobals());

const csv = 'first_name,last_name,email,role\nA,B,a@b.cd,owner\n';
const file: List = { body: new Blob([csv]), type: 'text/csv' };
const result = (row: number, status: ImportResult['status'] = 'created'): ImportResult =>
  ({ row, email: `a${row}@b.cd`, first_name: 'A', last_name: 'B', role: 'owner', status, user_id: status === 'created' ? `usr_${row}` : null, detail: null, errors: [] });
const answer = (...statuses: ImportResult['status'][]) => Response.json({
  dry_run: false, created: 0, refused: 0, seats: { needed: 0, available: 0 }, charset: 'utf-8', ignored_columns: [], results: statuses.map((s, i) => result(i + 2, s)),
} satisfies Import);
const problem = (status: number, code: string) =>
  new Response(JSON.stringify({ code }), { status, headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '2' } });

function serve(...answers: (Response | Error)[]) {
  const f = vi.fn((_: Request) => {
    const next = answers.shift();
    return next instanceof Response ? Promise.resolve(next) : Promise.reject(next ?? new Error('not expected'));
  });
  vi.stubGlobal('fetch', f);
  return f;
}

test('a preview sends the file as it is, and asks for nothing to be changed', async () => {
  const f = serve(answer('created'));
  expect((await preview('org_1', file)).results).toHaveLength(1);
  const [request] = f.mock.calls[0] ?? [];
  expect(request?.url).toBe(`${location.origin}/v1/organizations/org_1/users/import?dry_run=true`);
  expect(await request?.text()).toBe(csv);
  expect(request?.headers.get('Content-Type')).toBe('text/csv');
});

describe('importList', () => {
  const run = async (...answers: (Response | Error)[]) => {
    const f = serve(...answers);
    const left: number[] = [];
    const waits: number[] = [];
    const error = await importList('org_1', file, {
      key: 'k', signal: new AbortController().signal, wait: (s) => { waits.push(s); return Promise.resolve(); },
      progress: (a) => left.push(a.results.filter(isLeft).length),
    }).catch((e: unknown) => e);
    const sent = await Promise.all(f.mock.calls.map(async ([r]) => [r.url, r.headers.get('Idempotency-Key'), await r.text()]));
    expect(new Set(sent.map(String)).size).toBe(1); // each time the same, with the same key
    expect(sent[0]).toEqual([`${location.origin}/v1/organizations/org_1/users/import`, 'k', csv]);
    return { error, left, waits, times: sent.length };
  };
  const stuck = () => answer('created', 'try_again');

  test('sends the file, and tells what became of it', async () => {
    expect(await run(answer('created', 'invalid'))).toEqual({ error: undefined, left: [0], waits: [], times: 1 });
  });
  test('sends it again when the answer was lost, or rows are left', async () => {
    const got = await run(new TypeError('no network'), problem(429, 'too_many_requests'), answer('created', 'try_again'), answer('created', 'created'));
    expect(got).toEqual({ error: undefined, left: [1, 0], waits: [1, 2, 1], times: 4 });
  });
  test('goes on for as long as it gets further', async () => {
    const parts = Array.from({ length: 9 }, (_, i) => answer(...Array.from({ length: 8 }, (_, row) => (row < i ? 'created' as const : 'try_again' as const))));
    expect((await run(...parts)).left).toEqual([8, 7, 6, 5, 4, 3, 2, 1, 0]);
  });
  test('gives up when it gets no further', async () => {
    expect(await run(stuck(), stuck(), stuck(), stuck(), stuck(), stuck())).toMatchObject({ error: undefined, left: [1, 1, 1, 1, 1], times: 5 });
    expect(await run(...Array.from({ length: 6 }, () => problem(503, 'try_again')))).toMatchObject({ error: { code: 'try_again' }, times: 5 });
  });
  test('does not ask again for what is refused', async () => {
    expect(await run(problem(403, 'forbidden'))).toMatchObject({ error: { code: 'forbidden' }, times: 1 });
  });
});

test('pasted addresses are sent as plain text, with the role of all', async () => {
  const f = serve(answer('created'));
  await preview('org_1', { body: new Blob(['a@b.cd']), type: 'text/plain', role: 'auditor' });
  const [request] = f.mock.calls[0] ?? [];
  expect(request?.url).toBe(`${location.origin}/v1/organizations/org_1/users/import?dry_run=true&role=auditor`);
  expect(request?.headers.get('Content-Type')).toBe('text/plain');
  expect(await request?.text()).toBe('a@b.cd');
});

test('the result is no program, whatever was in the file', () => {
  const csv = resultCsv(en, [{ ...result(2, 'invalid'), email: '=HYPERLINK("http://x")' }]);
  expect(csv.split('\r\n')[1]).toBe(`2,"'=HYPERLINK(""http://x"")",A,B,owner,invalid,,`);
});

test('an outcome in words', () => {
  const first = result(2);
  const again = { ...result(3, 'email_taken'), email: first.email.toUpperCase() };
  expect(outcomeText(en, first, [first, again], true)).toBe(en.importUsers.wouldCreate);
  expect(outcomeText(en, again, [first, again], false)).toBe('The same address is in row 2.');
  expect(outcomeText(en, again, [again], false)).toBe(en.errors.codes.email_taken);
  const bad = { ...result(4, 'invalid'), errors: [
    { field: 'role', code: 'not_allowed', message: 'm' }, { field: 'x', code: 'new', message: 'As the service says it.' },
    { field: 'line 4', code: 'too_few_fields', message: 'has 2 of 4 cells' },
  ] };
  expect(outcomeText(en, bad, [bad], true)).toBe('Role: Choose one from the list. x: As the service says it. Cells are missing.');
});

test('a refusal in words', () => {
  expect(refusalText(en, { field: 'role', code: 'duplicate_column', message: 'there must be one column role only' }))
    .toBe('Role: There are several such columns. Keep one.');
  expect(refusalText(en, { field: 'line 3', code: 'unclosed_quote', message: 'm' })).toBe(`Line 3: ${en.importUsers.file.unclosed_quote}`);
  expect(refusalText(en, { field: '', code: 'required', message: 'the list must have at least one user' })).toBe(en.importUsers.file.required);
  expect(refusalText(en, { field: 'line 3', code: 'new', message: 'as the service says it' })).toBe('Line 3: as the service says it');
});

test('a list without roles asks for one', () => {
  const role = { field: 'role', code: 'required', message: 'm' };
  expect(needsRole([role])).toBe(true);
  expect(needsRole([role, { field: 'first_name', code: 'missing_column', message: 'm' }])).toBe(false);
  expect(needsRole([{ field: '', code: 'required', message: 'm' }])).toBe(false);
});

/** What the service says of lists in files. */
const lists = readFileSync('../pkg/lib/invalid/code.go', 'utf8').split('// The codes of lists in files.')[1]?.split('\n)')[0] ?? '';
const codes = [...lists.matchAll(/= "([a-z0-9_]+)"/g)].map((m) => m[1] ?? '');

test.each(Object.values(importTexts))('every reason that the reader of files gives has a sentence', ({ file }) => {
  expect(codes).toContain('unclosed_quote');
  expect(codes.filter((code) => !file[code])).toEqual([]);
});
