import { expect, test, vi } from 'vitest';
import { ApiError } from '@/lib/errors';
import { meQuery, welcome } from '@/lib/session';
import { newQueryClient, retryDelay, shouldRetry } from './query';

const error = (code: string, retryAfter = 0) => new ApiError({ code, status: 0, retryAfter });

test('only what may pass is retried, twice', () => {
  expect([0, 1, 2].map((n) => shouldRetry(n, error('try_again')))).toEqual([true, true, false]);
  for (const code of ['not_found', 'unauthenticated', 'internal', 'too_many_requests']) expect(shouldRetry(0, error(code))).toBe(false);
});

test('it waits as the service asks', () => {
  expect(retryDelay(0, error('try_again', 3))).toBe(3_000);
  expect(retryDelay(0, error('try_again', 600))).toBe(10_000);
  expect([0, 1, 2].map((n) => retryDelay(n, error('offline')))).toEqual([500, 1_000, 2_000]);
});

test('whichever request finds out, one place is told', async () => {
  const locked = { ended: vi.fn(), blocked: vi.fn() };
  const client = newQueryClient(locked);
  const fail = (code: string) => client.fetchQuery({ queryKey: [code], queryFn: () => Promise.reject(error(code)) }).catch(() => {});
  await fail('unauthenticated');
  await fail('blocked');
  await fail('suspended');
  await fail('not_found');
  await client.getMutationCache().build(client, { mutationFn: () => Promise.reject(error('unauthenticated')) }).execute(undefined).catch(() => {});
  expect(locked.ended).toHaveBeenCalledTimes(2);
  expect(locked.blocked).toHaveBeenCalledTimes(2);
});

test('signing in leaves nothing of the person before', () => {
  const client = newQueryClient({ ended: () => {}, blocked: () => {} });
  client.setQueryData(['user', 'org_1', 'usr_1'], { name: 'theirs' });
  welcome(client, { identity: { email: 'a@b.cd' }, memberships: [], expires_at: '2027-01-01T00:00:00Z', next_cursor: null, second_factor: null });
  expect(client.getQueryCache().getAll().map((q) => q.queryKey)).toEqual([['me']]);
  expect(client.getQueryData(meQuery.queryKey)?.identity?.email).toBe('a@b.cd');
});
