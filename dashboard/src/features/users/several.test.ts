import { afterEach, expect, test, vi } from 'vitest';
import type { User } from '@/lib/types';
import { applies, runTasks, undoOf } from './api/several';
import { usersCsv } from './users-csv';

const user = (over: Partial<User>): User => ({
  id: 'usr_1', email: 'a@b.cd', first_name: 'A', last_name: 'B', role: 'auditor', status: 'active', logo_url: null, invitation: null,
  last_sign_in_at: null, address_problem: null, second_factor: null, notifications: { invitation_requested: true, mail_bounced: true, owner_added: true, owner_key_created: true }, created_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z', version: 1, ...over,
});
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
const problem = (status: number, code: string) => json(status, { status, code });

afterEach(() => vi.unstubAllGlobals());

/** Does it to two users, the service answering so. */
async function run(action: Parameters<typeof applies>[0], answers: (() => Response)[], stop = new AbortController(), stopAfter = Infinity) {
  const asked: Request[] = [];
  vi.stubGlobal('fetch', (r: Request) => { asked.push(r); return Promise.resolve((answers[asked.length - 1] ?? answers[0])?.()); });
  const tasks = [user({ id: 'usr_1', role: 'owner' }), user({ id: 'usr_2' })].map((u) => ({ user: u, action }));
  const results = await runTasks('org_1', tasks, stop.signal, (done) => { if (done >= stopAfter) stop.abort(); });
  return { asked, results, states: results.map((r) => r.outcome.state) };
}

test('each has an outcome of their own, and what was done can be undone as they are now', async () => {
  const { states, results, asked } = await run({ kind: 'role', role: 'auditor' }, [() => json(200, user({ id: 'usr_1', version: 2 })), () => problem(412, 'version_conflict')]);
  expect(states).toEqual(['done', 'failed']);
  expect(asked[0]?.headers.get('If-Match')).toBe('"1"');
  expect(undoOf(results)).toEqual([{ user: user({ id: 'usr_1', version: 2 }), action: { kind: 'role', role: 'owner' } }]);
});
test('a removal is not undone', async () => {
  const { states, results, asked } = await run({ kind: 'remove', keepKeys: true }, [() => new Response(null, { status: 204 })]);
  expect(states).toEqual(['done', 'done']);
  expect(asked[0]?.url).toContain('keep_keys=true');
  expect(undoOf(results)).toEqual([]);
});
test('stopped, the others are left', async () => {
  const { states, asked } = await run({ kind: 'block' }, [() => json(200, user({}))], new AbortController(), 1);
  expect(states).toEqual(['done', 'left']);
  expect(asked).toHaveLength(1);
});
test('a session that is over ends all', async () => {
  await expect(run({ kind: 'block' }, [() => problem(401, 'unauthenticated')])).rejects.toMatchObject({ code: 'unauthenticated' });
});
test('to whom what applies', () => {
  const to = (action: Parameters<typeof applies>[0]) => (['active', 'invited', 'expired', 'blocked'] as const).filter((status) => applies(action, user({ status })));
  expect(to({ kind: 'resend' })).toEqual(['invited', 'expired']);
  expect(to({ kind: 'block' })).toEqual(['active']);
  expect(to({ kind: 'unblock' })).toEqual(['blocked']);
  expect(to({ kind: 'remove' })).toHaveLength(4);
  expect(to({ kind: 'role', role: 'auditor' })).toEqual([]);
});
test('the list as a file runs nothing', () => {
  expect(usersCsv([user({ first_name: '=1+1', last_name: 'de Vries, Jan' })]).split('\r\n')[1]).toBe('\'=1+1,"de Vries, Jan",a@b.cd,auditor,active,,,,,2026-01-01T00:00:00.000Z,usr_1');
});
