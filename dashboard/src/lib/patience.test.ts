import { expect, test } from 'vitest';
import { ApiError } from './errors';
import { patiently, sleep } from './patience';

const refused = (code: string, retryAfter = 0) => new ApiError({ status: 429, code, retryAfter });

async function run(...answers: (ApiError | string)[]) {
  const waits: number[] = [];
  let asked = 0;
  const send = () => { const a = answers[asked++] ?? 'too often'; return typeof a === 'string' ? Promise.resolve(a) : Promise.reject(a); };
  const got = await patiently(send, new AbortController().signal, (s) => { waits.push(s); return Promise.resolve(); }).catch((e: unknown) => e);
  return { got: got instanceof ApiError ? got.code : got, waits, asked };
}

test('waits as long as the service asks, or a little', async () => {
  expect(await run(refused('too_many_requests', 7), refused('try_again'), 'done')).toEqual({ got: 'done', waits: [7, 2], asked: 3 });
});
test('gives up after five attempts, and before a long wait', async () => {
  expect(await run(...Array<ApiError>(9).fill(refused('try_again')))).toMatchObject({ got: 'try_again', asked: 5 });
  expect(await run(refused('too_many_requests', 3600))).toEqual({ got: 'too_many_requests', waits: [], asked: 1 });
});
test('does not repeat what is refused for good, or had no answer', async () => {
  expect(await run(refused('last_owner'))).toMatchObject({ got: 'last_owner', asked: 1 });
  expect(await run(refused('offline'))).toMatchObject({ got: 'offline', asked: 1 });
});
test('stops when it is told to, also while it waits', async () => {
  const stop = new AbortController();
  const waiting = patiently(() => Promise.reject(refused('too_many_requests', 20)), stop.signal);
  setTimeout(() => stop.abort(), 5);
  await expect(waiting).rejects.toThrow('abort');
  await expect(sleep(1, stop.signal)).rejects.toThrow('abort');
});
