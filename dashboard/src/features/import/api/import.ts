import { api, data, raw } from '@/lib/client';
import { type ApiError, hasCode } from '@/lib/errors';
import type { Import, ImportResult } from '@/lib/types';

/** What a file names in its first line, in any order. */
export const columns = ['first_name', 'last_name', 'email', 'role'] as const;
/** The largest file the service takes, in bytes. */
export const mostBytes = 1 << 20;

/** What would become of each row of a CSV file. Nothing is changed. */
export function preview(org: string, file: Blob, signal?: AbortSignal): Promise<Import> {
  return post(org, file, { query: { dry_run: true }, signal });
}

/** Whether the row was not reached, so that sending the file again goes on there. */
export function isLeft(r: ImportResult): boolean {
  return r.status === 'try_again';
}

type Options = {
  /** The idempotency key: with the same one nobody is created twice. */
  key: string;
  signal: AbortSignal;
  /** Told what each request came to. */
  progress: (answer: Import) => void;
  wait?: (seconds: number) => Promise<void>;
};

const sleep = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
/** Requests in a row that get no further. */
const mostAttempts = 5;

/**
 * Creates the users. The file is sent again, with the same key, while the
 * service could not reach every row; when it does not get further, rows are left.
 */
export async function importFile(org: string, file: Blob, o: Options): Promise<void> {
  let left = Infinity;
  for (let attempt = 1; ; attempt++) {
    const outcome = await send(org, file, o);
    const failed = 'error' in outcome;
    if (!failed && outcome.left < left) {
      left = outcome.left;
      attempt = 1;
    }
    if (left === 0) return;
    if (attempt >= mostAttempts) {
      if (failed) throw outcome.error;
      return;
    }
    await (o.wait ?? sleep)(failed ? Math.min(30, Math.max(1, outcome.error.retryAfter)) : 1);
  }
}

/** How many rows are left after one request, or why it failed where another one may not. */
async function send(org: string, file: Blob, o: Options): Promise<{ left: number } | { error: ApiError }> {
  try {
    const answer = await post(org, file, { header: { 'Idempotency-Key': o.key }, signal: o.signal });
    o.progress(answer);
    return { left: answer.results.filter(isLeft).length };
  } catch (error) {
    if (hasCode(error, 'too_many_requests', 'try_again', 'offline')) return { error };
    throw error;
  }
}

type Sending = { query?: { dry_run: true }; header?: { 'Idempotency-Key': string }; signal?: AbortSignal };

function post(org: string, file: Blob, { signal, ...params }: Sending): Promise<Import> {
  return data(api.POST('/v1/organizations/{org}/users/import', { params: { path: { org }, ...params }, signal, ...raw(file, 'text/csv') }));
}
