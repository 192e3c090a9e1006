// The one way to the service: each call is checked against docs/openapi.json by
// the compiler, and every failure is an ApiError. Where to go when the session
// is over is decided in app/query.ts.
import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './api-types';
import { noteAnswered } from './connection';
import { ApiError, errorOf } from './errors';
import { sendProven } from './proof';

export const api = createClient<paths, 'application/json'>({
  baseUrl: location.origin,
  credentials: 'same-origin',
  headers: { Accept: 'application/json' },
  fetch: sendProven,
});

const failures: Middleware = {
  onError: ({ request }) => {
    if (request.signal.aborted) return;
    noteAnswered(false);
    return new ApiError({ status: 0, code: 'offline' });
  },
  onResponse: async ({ request, response, options }) => {
    noteAnswered(true);
    if (!response.ok) throw await errorOf(response);
    if (options.parseAs === 'json' && response.status !== 204) await requireJson(request, response.clone());
  },
};
api.use(failures);

/** openapi-fetch would throw a SyntaxError, which knows no request id. */
async function requireJson(request: Request, response: Response): Promise<void> {
  try {
    await response.json();
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new ApiError({ status: response.status, code: 'unexpected', requestId: response.headers.get('X-Request-Id') ?? '' });
  }
}

/** What a call answered. A call that was refused has thrown already. */
export async function data<A extends { data?: unknown }>(call: Promise<A>): Promise<Exclude<A['data'], undefined>> {
  return (await call).data as Exclude<A['data'], undefined>;
}

/** The header that lets a change pass only while that version is the present one. */
export function ifMatch(version: number | undefined): { 'If-Match'?: string } {
  return version === undefined ? {} : { 'If-Match': `"${version}"` };
}

/** For bodies that are sent as they are, such as a picture. */
export function raw(body: Blob, type = body.type) {
  return { body, bodySerializer: () => body, headers: { 'Content-Type': type } };
}
