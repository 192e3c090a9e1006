import { path, request } from '@/lib/client';
import { ApiError, hasCode } from '@/lib/errors';
import type { User } from '@/lib/types';
import type { Row } from '../rows';

/** What became of one line. */
export type Outcome = { row: Row; user: User | null; error: ApiError | null };

type Options = {
  org: string;
  /** Of this import: with the line it makes the idempotency key, so that a retry creates nobody twice. */
  id: string;
  signal: AbortSignal;
  progress: (done: Outcome[]) => void;
  wait?: (seconds: number) => Promise<void>;
};

const sleep = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
const mostTries = 5;

/**
 * Creates the users one after the other, so that progress is real and each
 * line has its own answer. It stops early only when every further line would be
 * refused alike: no free seat, no session, no right.
 */
export async function importRows(rows: readonly Row[], o: Options): Promise<Outcome[]> {
  const done: Outcome[] = [];
  let stopped: ApiError | null = null;
  for (const row of rows) {
    if (o.signal.aborted) break;
    const outcome: Outcome = stopped ? { row, user: null, error: stopped } : await createOne(row, o);
    if (hasCode(outcome.error, 'seat_limit_reached', 'unauthenticated', 'forbidden', 'blocked')) stopped = outcome.error;
    done.push(outcome);
    o.progress([...done]);
  }
  return done;
}

async function createOne(row: Row, o: Options): Promise<Outcome> {
  for (let attempt = 1; ; attempt++) {
    try {
      const user = await request<User>(path('organizations', o.org, 'users'), {
        method: 'POST', body: row.input, idempotencyKey: `${o.id}-${row.line}`, signal: o.signal,
      });
      return { row, user, error: null };
    } catch (error) {
      const passing = hasCode(error, 'too_many_requests', 'try_again', 'offline') && attempt < mostTries;
      if (!passing) return { row, user: null, error: error instanceof ApiError ? error : new ApiError({ status: 0, code: 'unexpected' }) };
      await (o.wait ?? sleep)(Math.min(30, Math.max(1, error.retryAfter)));
    }
  }
}
