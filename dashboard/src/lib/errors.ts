/** One bad field of a refused input. `field` is its path: "email", "rows.3.role". */
export type FieldError = { field: string; code: string; message: string };

/** What the service answered in a problem document (RFC 9457). */
export type Problem = {
  code: string;
  status: number;
  detail?: string;
  requestId?: string;
  fields?: FieldError[];
  retryAfter?: number;
};

/**
 * Every failure of a request. `code` is the contract's, or `offline` when no
 * answer came at all, or `unexpected` when the answer was no problem document.
 */
export class ApiError extends Error {
  readonly code: string;
  readonly status: number;
  readonly detail: string;
  readonly requestId: string;
  readonly fields: readonly FieldError[];
  /** Seconds to wait before trying again; 0 when the service did not say. */
  readonly retryAfter: number;

  constructor(p: Problem) {
    super(`${p.status} ${p.code}`);
    this.name = 'ApiError';
    this.code = p.code;
    this.status = p.status;
    this.detail = p.detail ?? '';
    this.requestId = p.requestId ?? '';
    this.fields = p.fields ?? [];
    this.retryAfter = p.retryAfter ?? 0;
  }
}

export function hasCode(error: unknown, ...codes: string[]): error is ApiError {
  return error instanceof ApiError && codes.includes(error.code);
}

/** Reads Retry-After: seconds, or an HTTP date (RFC 9110, section 10.2.3). */
export function retryAfterSeconds(value: string | null, now = Date.now()): number {
  if (!value) return 0;
  if (/^\d+$/.test(value)) return Number(value);
  const at = Date.parse(value);
  return Number.isNaN(at) ? 0 : Math.max(0, Math.ceil((at - now) / 1000));
}

type Document = { code?: unknown; detail?: unknown; request_id?: unknown; errors?: unknown };

/** Makes the error of a response that was not a success. It never throws. */
export async function errorOf(response: Response): Promise<ApiError> {
  const document = await problemOf(response);
  return new ApiError({
    status: response.status,
    code: typeof document.code === 'string' ? document.code : 'unexpected',
    detail: typeof document.detail === 'string' ? document.detail : '',
    requestId: requestIdOf(document, response),
    fields: Array.isArray(document.errors) ? document.errors.filter(isField) : [],
    retryAfter: retryAfterSeconds(response.headers.get('Retry-After')),
  });
}

async function problemOf(response: Response): Promise<Document> {
  if (!response.headers.get('Content-Type')?.includes('json')) return {};
  const value: unknown = await response.json().catch(() => null);
  return typeof value === 'object' && value !== null ? value : {};
}

function requestIdOf(document: Document, response: Response): string {
  if (typeof document.request_id === 'string' && document.request_id !== '') return document.request_id;
  return response.headers.get('X-Request-Id') ?? '';
}

function isField(value: unknown): value is FieldError {
  const field = value as FieldError | null;
  return typeof field?.field === 'string' && typeof field.code === 'string';
}
