import { afterEach, describe, expect, test, vi } from 'vitest';
import { en } from '@/i18n/en';
import type { ImportResult } from '@/lib/types';
import { chunkSize, chunksOf, importChunks, isLeft, type Outcome, preview } from './api/import';
import { outcomeText, resultCsv } from './outcome';
import { mostRows, readFile, type Row } from './rows';

const head = 'first_name,last_name,email,role\n';
const rowsOf = (text: string): Row[] => {
  const file = readFile(text);
  if (!file.ok) throw new Error(file.why);
  return file.rows;
};
afterEach(() => vi.unstubAllGlobals());

describe('readFile', () => {
  test('takes columns in any order, and any case', () => {
    expect(rowsOf('Role,E,E-Mail,Last Name,first-name\nOWNER,x, a@b.cd ,B,A\n'))
      .toEqual([{ line: 2, values: { first_name: 'A', last_name: 'B', email: 'a@b.cd', role: 'owner' }, twin: null }]);
  });
  test('says what is missing', () => {
    expect(readFile('email\na@b.cd\n')).toEqual({ ok: false, why: 'columns', missing: ['first_name', 'last_name', 'role'] });
    expect(readFile(head)).toEqual({ ok: false, why: 'empty' });
    expect(readFile(head + ' , , ,\n\n')).toEqual({ ok: false, why: 'empty' });
    expect(readFile(head + 'A,B,a@b.cd,owner\n'.repeat(mostRows + 1))).toEqual({ ok: false, why: 'too-many' });
  });
  test('knows where the same address was before, in any case', () => {
    expect(rowsOf(`${head}A,B,a@b.cd,owner\n\nC,D,A@B.CD,owner\nE,F,,owner\nG,H,,owner\n`).map((r) => [r.line, r.twin])).toEqual([[2, null], [4, 2], [5, null], [6, null]]);
  });
});

const many = (n: number) => rowsOf(head + Array.from({ length: n }, (_, i) => `A,B,a${i}@b.cd,owner\n`).join(''));
const result = (row: number, status: ImportResult['status'] = 'created'): ImportResult =>
  ({ row, email: '', status, user_id: status === 'created' ? `usr_${row}` : null, detail: null, errors: [] });
const answer = (...statuses: ImportResult['status'][]) => Response.json({ dry_run: false, created: 0, refused: 0, seats: { needed: 0, available: 0 }, results: statuses.map((s, i) => result(i + 1, s)) });
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

test('a preview asks for all rows at once, and for nothing to be changed', async () => {
  const rows = many(250);
  const f = serve(answer(...rows.map(() => 'created' as const)));
  expect(await preview('org_1', rows)).toHaveLength(250);
  const [request] = f.mock.calls[0] ?? [];
  expect(request?.url).toBe(`${location.origin}/v1/organizations/org_1/users/import?dry_run=true`);
  expect(await request?.json()).toHaveLength(250);
});

describe('importChunks', () => {
  const run = async (rows: Row[], ...answers: (Response | Error)[]) => {
    const f = serve(...answers);
    let n = 0;
    const done: Outcome[] = [];
    const steps: number[] = [];
    const waits: number[] = [];
    await importChunks(chunksOf(rows, () => `k${++n}`), {
      org: 'org_1', signal: new AbortController().signal, wait: (s) => { waits.push(s); return Promise.resolve(); },
      progress: (of) => { done.push(...of); steps.push(of.length); },
    });
    return { done, steps, waits, keys: f.mock.calls.map(([request]) => request.headers.get('Idempotency-Key')) };
  };
  const full = Array.from({ length: chunkSize }, () => 'created' as const);

  test('sends chunks, each with its own key, and tells how far it is', async () => {
    const { done, steps, keys } = await run(many(chunkSize + 2), answer(...full), answer('created', 'seat_limit_reached'));
    expect(steps).toEqual([chunkSize, 2]);
    expect(keys).toEqual(['k1', 'k2']);
    expect(done.filter((o) => o.result?.status === 'created')).toHaveLength(chunkSize + 1);
    expect(done.map((o) => o.row.line)).toEqual(many(chunkSize + 2).map((r) => r.line));
  });
  test('sends a chunk again with the same key when its answer was lost, or it was not finished', async () => {
    const { done, waits, keys } = await run(many(2), new TypeError('no network'), problem(429, 'too_many_requests'), answer('created', 'try_again'), answer('created', 'created'));
    expect(keys).toEqual(['k1', 'k1', 'k1', 'k1']);
    expect(waits).toEqual([1, 2, 1]);
    expect(done.some(isLeft)).toBe(false);
  });
  test('gives up in the end, and says which rows are left', async () => {
    const { done, keys } = await run(many(2), ...Array.from({ length: 5 }, () => answer('created', 'try_again')));
    expect(keys).toHaveLength(5);
    expect(done.map(isLeft)).toEqual([false, true]);
  });
  test('sends no more once nobody would be let in', async () => {
    const { done, keys } = await run(many(chunkSize + 1), problem(403, 'forbidden'));
    expect(keys).toEqual(['k1']);
    expect(done).toHaveLength(chunkSize + 1);
    expect(done.every((o) => o.error?.code === 'forbidden')).toBe(true);
  });
});

test('the result is no program, whatever people are called', () => {
  const [row] = rowsOf(`${head}"=HYPERLINK(""http://x"")",@SUM(1),+a@b.cd,owner\n`);
  const csv = resultCsv(en, [{ row: row as Row, result: result(1, 'invalid'), error: null }]);
  expect(csv.split('\r\n')[1]).toMatch(/^2,"'=HYPERLINK\(""http:\/\/x""\)",'@SUM\(1\),'\+a@b\.cd,owner,invalid,/);
});

test('an outcome in words', () => {
  const rows = rowsOf(`${head}A,B,a@b.cd,owner\nA,B,a@b.cd,owner\n`);
  const [first, second] = rows.map((row) => ({ row, result: result(1, 'email_taken'), error: null }));
  expect(outcomeText(en, first as Outcome, false)).toBe(en.errors.codes.email_taken);
  expect(outcomeText(en, second as Outcome, false)).toBe('The same address is on line 2.');
  const bad = { ...result(1, 'invalid'), errors: [{ field: 'role', code: 'not_allowed', message: 'm' }, { field: 'x', code: 'new', message: 'As the service says it.' }] };
  expect(outcomeText(en, { ...(first as Outcome), result: bad }, true)).toBe('role: Choose one from the list. x: As the service says it.');
});
