import { afterEach, describe, expect, test, vi } from 'vitest';
import { importRows } from './api/import';
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
    expect(rowsOf('Role,E,Email,Last Name,first-name\nOWNER,x, a@b.cd ,B,A\n')).toMatchObject([{ line: 2, input: { first_name: 'A', last_name: 'B', email: 'a@b.cd', role: 'owner' } }]);
  });
  test('says what is missing', () => {
    expect(readFile('email\na@b.cd\n')).toEqual({ ok: false, why: 'columns', missing: ['first_name', 'last_name', 'role'] });
    expect(readFile(head)).toEqual({ ok: false, why: 'empty' });
    expect(readFile(head + ' , , ,\n\n')).toEqual({ ok: false, why: 'empty' });
    expect(readFile(head + 'A,B,a@b.cd,owner\n'.repeat(mostRows + 1))).toEqual({ ok: false, why: 'too-many' });
  });
  test('names every bad field of a line at once', () => {
    const [row] = rowsOf(`${head},${'x'.repeat(101)},nobody,boss\n`);
    expect(row?.input).toBeNull();
    expect(row?.problems).toEqual([
      { field: 'first_name', code: 'required' }, { field: 'last_name', code: 'too_long' },
      { field: 'email', code: 'invalid_email' }, { field: 'role', code: 'not_allowed' },
    ]);
  });
  test('finds the same address twice in any case, and says where', () => {
    expect(rowsOf(`${head}A,B,a@b.cd,owner\n\nC,D,A@B.CD,owner\n`)[1]).toMatchObject({ line: 4, problems: [{ field: 'email', code: 'duplicate', line: 2 }] });
  });
});

describe('importRows', () => {
  const rows = rowsOf(`${head}A,B,a@b.cd,owner\nC,D,c@b.cd,auditor\nE,F,e@b.cd,auditor\n`);
  const problem = (status: number, code: string) => new Response(JSON.stringify({ code }), { status, headers: { 'Content-Type': 'application/problem+json', 'Retry-After': '2' } });
  const created = () => Response.json({ id: 'usr_1' }, { status: 201 });
  const run = async (...answers: (Response | Error)[]) => {
    const f = vi.fn<typeof fetch>(() => {
      const next = answers.shift();
      return next instanceof Error ? Promise.reject(next) : Promise.resolve(next ?? created());
    });
    vi.stubGlobal('fetch', f);
    const waits: number[] = [];
    const done = await importRows(rows, { org: 'org_1', id: 'k', signal: new AbortController().signal, progress: () => {}, wait: (s) => { waits.push(s); return Promise.resolve(); } });
    return { done, waits, keys: f.mock.calls.map(([, init]) => (init?.headers as Record<string, string>)['Idempotency-Key']) };
  };
  test('goes on behind a line that is refused', async () => {
    const { done } = await run(created(), problem(409, 'email_taken'), created());
    expect(done.map((o) => o.error?.code ?? 'created')).toEqual(['created', 'email_taken', 'created']);
  });
  test('waits as asked and tries again with the same key', async () => {
    const { done, waits, keys } = await run(problem(429, 'too_many_requests'), new TypeError('no network'), created());
    expect(done.every((o) => o.user)).toBe(true);
    expect(waits).toEqual([2, 1]);
    expect(keys).toEqual(['k-2', 'k-2', 'k-2', 'k-3', 'k-4']);
  });
  test('asks no more once every further line would be refused alike', async () => {
    const { done, keys } = await run(created(), problem(409, 'seat_limit_reached'));
    expect(done.map((o) => o.error?.code ?? 'created')).toEqual(['created', 'seat_limit_reached', 'seat_limit_reached']);
    expect(keys).toHaveLength(2);
  });
});
