import { afterEach, describe, expect, test, vi } from 'vitest';
import { path, request, send } from './client';

function answer(response: Response | Error) {
  const f = vi.fn<typeof fetch>(() => (response instanceof Response ? Promise.resolve(response) : Promise.reject(response as Error)));
  vi.stubGlobal('fetch', f);
  return f;
}
afterEach(() => vi.unstubAllGlobals());

test('a path encodes its segments', () => {
  expect(path('invitations', 'a/b?c#d')).toBe('/v1/invitations/a%2Fb%3Fc%23d');
});

describe('request', () => {
  test('sends JSON with what was asked for', async () => {
    const f = answer(Response.json({ ok: true }));
    await request('/v1/x', { method: 'PATCH', body: { a: 1 }, ifMatch: 3, idempotencyKey: 'k', query: { q: 'é&', empty: '', none: undefined, limit: 5 } });
    const [url, init] = f.mock.calls[0] ?? [];
    expect(url).toBe('/v1/x?q=%C3%A9%26&limit=5');
    expect(init).toMatchObject({
      method: 'PATCH', body: '{"a":1}', credentials: 'same-origin',
      headers: { 'Content-Type': 'application/json', 'If-Match': '"3"', 'Idempotency-Key': 'k', Accept: 'application/json' },
    });
  });
  test('sends a picture as it is', async () => {
    const f = answer(Response.json({}));
    const blob = new Blob(['x'], { type: 'image/png' });
    await request('/v1/x', { method: 'PUT', body: blob, type: blob.type });
    expect(f.mock.calls[0]?.[1]).toMatchObject({ body: blob, headers: { 'Content-Type': 'image/png' } });
  });
  test('answers undefined for 204', async () => {
    answer(new Response(null, { status: 204 }));
    expect(await request('/v1/x')).toBeUndefined();
  });
  test('no answer is offline', async () => {
    answer(new TypeError('Failed to fetch'));
    await expect(request('/v1/x')).rejects.toMatchObject({ code: 'offline', status: 0 });
  });
  test('an answer that is no JSON is unexpected', async () => {
    answer(new Response('<html>', { status: 200, headers: { 'X-Request-Id': 'req_3' } }));
    await expect(request('/v1/x')).rejects.toMatchObject({ code: 'unexpected', requestId: 'req_3' });
  });
  test('a stopped request is no ApiError', async () => {
    const stop = new AbortController();
    stop.abort();
    answer(new DOMException('stopped', 'AbortError'));
    await expect(send('/v1/x', { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
