import { describe, expect, test } from 'vitest';
import { ApiError, errorOf, hasCode, retryAfterSeconds } from './errors';

const problem = { 'Content-Type': 'application/problem+json' };

describe('errorOf', () => {
  test('reads a problem document', async () => {
    const body = JSON.stringify({ code: 'invalid_request', status: 400, detail: 'd', request_id: 'req_1', errors: [{ field: 'email', code: 'required', message: 'm' }, 7] });
    const e = await errorOf(new Response(body, { status: 400, headers: problem }));
    expect(e).toMatchObject({ code: 'invalid_request', status: 400, detail: 'd', requestId: 'req_1', fields: [{ field: 'email', code: 'required', message: 'm' }] });
  });
  test('takes the request id from the header where the document has none', async () => {
    const e = await errorOf(new Response('{"code":"internal","request_id":""}', { status: 500, headers: { ...problem, 'X-Request-Id': 'req_2' } }));
    expect(e.requestId).toBe('req_2');
  });
  test.each([
    ['<html>', 'text/html'], ['{', 'application/json'], ['null', 'application/json'], ['[]', 'application/json'], ['{"code":7}', 'application/problem+json'],
  ])('never throws on %s', async (body, type) => {
    const e = await errorOf(new Response(body, { status: 502, headers: { 'Content-Type': type } }));
    expect(e).toMatchObject({ code: 'unexpected', status: 502 });
  });
  test('reads Retry-After', async () => {
    const e = await errorOf(new Response('{"code":"too_many_requests"}', { status: 429, headers: { ...problem, 'Retry-After': '30' } }));
    expect(e.retryAfter).toBe(30);
  });
});

test.each([
  [null, 0], ['', 0], ['5', 5], ['-5', 0], ['soon', 0],
  ['Thu, 01 Jan 2026 00:00:10 GMT', 10], ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
])('Retry-After %j is %i s', (value, seconds) => {
  expect(retryAfterSeconds(value, Date.parse('2026-01-01T00:00:00Z'))).toBe(seconds);
});

test('hasCode', () => {
  expect(hasCode(new ApiError({ code: 'blocked', status: 403 }), 'forbidden', 'blocked')).toBe(true);
  expect(hasCode(new ApiError({ code: 'blocked', status: 403 }), 'forbidden')).toBe(false);
  expect(hasCode(new Error('blocked'), 'blocked')).toBe(false);
});
