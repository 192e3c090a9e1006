// The one way to the service: cookies along, JSON in and out, every failure an
// ApiError. Where to go when the session is over is decided in app/query.ts.
import { ApiError, errorOf } from './errors';

export type RequestOptions = {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  query?: Record<string, string | number | undefined>;
  /** Sent as JSON, unless it is a Blob or text with its own `type`. */
  body?: unknown;
  type?: string;
  accept?: string;
  ifMatch?: number;
  /** Makes a retry of a creating request answer what the first one made. */
  idempotencyKey?: string;
  signal?: AbortSignal;
};

/** Sends a request and reads its JSON. It throws ApiError only. */
export async function request<T>(path: string, options: RequestOptions = {}): Promise<T> {
  const response = await send(path, options);
  if (response.status === 204) return undefined as T;
  try {
    return (await response.json()) as T;
  } catch {
    throw new ApiError({ status: response.status, code: 'unexpected', requestId: response.headers.get('X-Request-Id') ?? '' });
  }
}

/** Sends a request and answers the response itself, for downloads. */
export async function send(path: string, options: RequestOptions = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(urlOf(path, options.query), {
      method: options.method ?? 'GET',
      headers: headersOf(options),
      body: bodyOf(options),
      credentials: 'same-origin',
      signal: options.signal,
    });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new ApiError({ status: 0, code: 'offline' });
  }
  if (!response.ok) throw await errorOf(response);
  return response;
}

/** Builds a path of segments, each encoded. */
export function path(...segments: string[]): string {
  return '/v1/' + segments.map(encodeURIComponent).join('/');
}

function urlOf(to: string, query: RequestOptions['query']): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  return text === '' ? to : `${to}?${text}`;
}

function headersOf(options: RequestOptions): Record<string, string> {
  const headers: Record<string, string> = { Accept: options.accept ?? 'application/json' };
  if (options.body !== undefined) headers['Content-Type'] = options.type ?? 'application/json';
  if (options.ifMatch !== undefined) headers['If-Match'] = `"${options.ifMatch}"`;
  if (options.idempotencyKey) headers['Idempotency-Key'] = options.idempotencyKey;
  return headers;
}

function bodyOf(options: RequestOptions): BodyInit | undefined {
  if (options.body === undefined) return undefined;
  if (options.body instanceof Blob || options.type !== undefined) return options.body as BodyInit;
  return JSON.stringify(options.body);
}
