import { api, data, raw } from '@/lib/client';
import { type ApiError, hasCode } from '@/lib/errors';
import type { Import, ImportResult, Role } from '@/lib/types';

/** What a file names in its first line, in any order. */
export const columns = ['first_name', 'last_name', 'email', 'role'] as const;
/** The largest file the service takes, in bytes. */
export const mostBytes = 1 << 20;

/** A list as it is sent: a CSV file or pasted addresses, with the role of those for whom it gives none. */
export type List = { body: Blob; type: 'text/csv' | 'text/plain'; role?: Role };

/** What would become of each row. Nothing is changed. */
export function preview(org: string, list: List, signal?: AbortSignal): Promise<Import> {
  return post(org, list, { dryRun: true, signal });
}

/** Whether the row was not reached, so that sending the list again goes on there. */
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
 * Creates the users. The list is sent again, with the same key, while the
 * service could not reach every row; when it does not get further, rows are left.
 */
export async function importList(org: string, list: List, o: Options): Promise<void> {
  let left = Infinity;
  for (let attempt = 1; ; attempt++) {
    const outcome = await send(org, list, o);
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
async function send(org: string, list: List, o: Options): Promise<{ left: number } | { error: ApiError }> {
  try {
    const answer = await post(org, list, { header: { 'Idempotency-Key': o.key }, signal: o.signal });
    o.progress(answer);
    return { left: answer.results.filter(isLeft).length };
  } catch (error) {
    if (hasCode(error, 'too_many_requests', 'try_again', 'offline')) return { error };
    throw error;
  }
}

type Sending = { dryRun?: true; header?: { 'Idempotency-Key': string }; signal?: AbortSignal };

function post(org: string, { body, type, role }: List, { dryRun, header, signal }: Sending): Promise<Import> {
  const params = { path: { org }, query: { dry_run: dryRun, role }, header };
  return data(api.POST('/v1/organizations/{org}/users/import', { params, signal, ...raw(body, type) }));
}
