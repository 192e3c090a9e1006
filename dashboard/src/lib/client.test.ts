import { afterEach, describe, expect, test, vi } from 'vitest';
import { api, data, ifMatch, raw } from './client';

/** Answers every request with the response, and tells which there were. */
function answer(response: Response | Error): Request[] {
  const asked: Request[] = [];
  vi.stubGlobal('fetch', (request: Request) => {
    asked.push(request);
    return response instanceof Response ? Promise.resolve(response) : Promise.reject(response);
  });
  return asked;
}
afterEach(() => vi.unstubAllGlobals());

const user = { params: { path: { org: 'org_1', user: 'a/b?c#d' } } };

describe('a request', () => {
  test('has its path and query encoded', async () => {
    const asked = answer(Response.json({ data: [], next_cursor: null }));
    await api.GET('/v1/organizations/{org}/users', { params: { path: { org: 'a/b?c#d' }, query: { q: 'é&', limit: 5, cursor: undefined } } });
    expect(asked[0]?.url).toBe(`${location.origin}/v1/organizations/a%2Fb%3Fc%23d/users?q=%C3%A9%26&limit=5`);
  });
  test('sends JSON with what was asked for', async () => {
    const asked = answer(Response.json({}));
    await api.PATCH('/v1/organizations/{org}/users/{user}', { params: { ...user.params, header: ifMatch(3) }, body: { last_name: 'B' } });
    expect(asked[0]?.method).toBe('PATCH');
    expect(asked[0]?.credentials).toBe('same-origin');
    expect(Object.fromEntries(asked[0]?.headers ?? [])).toEqual({ accept: 'application/json', 'content-type': 'application/json', 'if-match': '"3"' });
    expect(await asked[0]?.json()).toEqual({ last_name: 'B' });
  });
  test('sends a picture as it is', async () => {
    const asked = answer(Response.json({}));
    await api.PUT('/v1/organizations/{org}/users/{user}/logo', { ...user, ...raw(new Blob(['x'], { type: 'image/png' })) });
    expect(asked[0]?.headers.get('Content-Type')).toBe('image/png');
    expect(await asked[0]?.text()).toBe('x');
  });
});

describe('an answer', () => {
  test('is its JSON, or nothing', async () => {
    answer(Response.json({ memberships: [] }));
    expect(await data(api.GET('/v1/me'))).toEqual({ memberships: [] });
    answer(new Response(null, { status: 204 }));
    expect(await data(api.DELETE('/v1/sessions/current'))).toBeUndefined();
  });
  test('is text where that is asked for', async () => {
    const asked = answer(new Response('at,action\r\n', { headers: { 'X-Next-Cursor': 'c' } }));
    const got = await api.GET('/v1/organizations/{org}/audit-events', { params: { path: { org: 'o' } }, headers: { Accept: 'text/csv' }, parseAs: 'text' });
    expect([asked[0]?.headers.get('Accept'), got.data, got.response.headers.get('X-Next-Cursor')]).toEqual(['text/csv', 'at,action\r\n', 'c']);
  });
  test('that refuses is an ApiError', async () => {
    answer(Response.json({ code: 'forbidden', request_id: 'req_1' }, { status: 403, headers: { 'Content-Type': 'application/problem+json' } }));
    await expect(api.GET('/v1/me')).rejects.toMatchObject({ name: 'ApiError', code: 'forbidden', status: 403, requestId: 'req_1' });
  });
  test('that does not come is offline', async () => {
    answer(new TypeError('Failed to fetch'));
    await expect(api.GET('/v1/me')).rejects.toMatchObject({ name: 'ApiError', code: 'offline', status: 0 });
  });
  test('that is no JSON is unexpected', async () => {
    answer(new Response('<html>', { status: 200, headers: { 'X-Request-Id': 'req_3' } }));
    await expect(api.GET('/v1/me')).rejects.toMatchObject({ name: 'ApiError', code: 'unexpected', requestId: 'req_3' });
  });
  test('that is no longer wanted is no ApiError', async () => {
    const stop = new AbortController();
    stop.abort();
    answer(new DOMException('stopped', 'AbortError'));
    await expect(api.GET('/v1/me', { signal: stop.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });
});
