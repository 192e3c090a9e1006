import { api, data } from '@/lib/client';
import { ApiError, hasCode } from '@/lib/errors';
import type { Import, ImportResult } from '@/lib/types';
import type { Row } from '../rows';

/** What became, or would become, of one row: the service's answer, or why there was none. */
export type Outcome = { row: Row; result: ImportResult | null; error: ApiError | null };

/** Rows of one request: few enough to see progress, many enough to be quick. */
export const chunkSize = 100;

/** Rows that go to the service together, with a key of their own: sent twice they create nobody twice. */
export type Chunk = { rows: readonly Row[]; key: string };

export function chunksOf(rows: readonly Row[], newKey: () => string): Chunk[] {
  return Array.from({ length: Math.ceil(rows.length / chunkSize) }, (_, i) =>
    ({ rows: rows.slice(i * chunkSize, (i + 1) * chunkSize), key: newKey() }));
}

/** What the service would make of all rows at once. Nothing is changed. */
export async function preview(org: string, rows: readonly Row[], signal?: AbortSignal): Promise<Outcome[]> {
  return outcomes(rows, await post(org, rows, { query: { dry_run: true }, signal }));
}

/** Whether to offer a row: it would be created, or only lacks a seat, which may be free by then. */
export function worthSending(o: Outcome): boolean {
  return isCreated(o) || o.result?.status === 'seat_limit_reached';
}

export function isCreated(o: Outcome): boolean {
  return o.result?.status === 'created';
}

/** Whether the row was not got to, so that sending its chunk again goes on there. */
export function isLeft(o: Outcome): boolean {
  return o.result === null || o.result.status === 'try_again';
}

type Options = {
  org: string;
  signal: AbortSignal;
  /** Told after each chunk of its outcomes. */
  progress: (of: readonly Outcome[]) => void;
  wait?: (seconds: number) => Promise<void>;
};

const sleep = (seconds: number) => new Promise<void>((resolve) => setTimeout(resolve, seconds * 1000));
const mostTries = 5;

/**
 * Creates the users, chunk by chunk. When a chunk gets no answer, or one that
 * will be every further chunk's too, the rest is told the same and not sent.
 */
export async function importChunks(chunks: readonly Chunk[], o: Options): Promise<void> {
  let stopped: ApiError | null = null;
  for (const chunk of chunks) {
    if (o.signal.aborted) return;
    const done: Outcome[] = stopped ? failed(chunk.rows, stopped) : await importChunk(chunk, o);
    stopped ??= done.find((d) => d.error)?.error ?? null;
    o.progress(done);
  }
}

async function importChunk(chunk: Chunk, o: Options): Promise<Outcome[]> {
  for (let attempt = 1; ; attempt++) {
    const again = attempt < mostTries;
    try {
      const done = outcomes(chunk.rows, await post(o.org, chunk.rows, { header: { 'Idempotency-Key': chunk.key }, signal: o.signal }));
      if (!again || !done.some(isLeft)) return done;
      await (o.wait ?? sleep)(1);
    } catch (cause) {
      const error = cause instanceof ApiError ? cause : new ApiError({ status: 0, code: 'unexpected' });
      if (!again || !hasCode(error, 'too_many_requests', 'try_again', 'offline')) return failed(chunk.rows, error);
      await (o.wait ?? sleep)(Math.min(30, Math.max(1, error.retryAfter)));
    }
  }
}

type Sending = { query?: { dry_run: true }; header?: { 'Idempotency-Key': string }; signal?: AbortSignal };

function post(org: string, rows: readonly Row[], { signal, ...params }: Sending): Promise<Import> {
  return data(api.POST('/v1/organizations/{org}/users/import', { params: { path: { org }, ...params }, body: rows.map((r) => r.values), signal }));
}

/** The answer has a result for every row, in the rows' order. */
function outcomes(rows: readonly Row[], answer: Import): Outcome[] {
  return rows.map((row, i) => ({ row, result: answer.results[i] ?? null, error: null }));
}

function failed(rows: readonly Row[], error: ApiError): Outcome[] {
  return rows.map((row) => ({ row, result: null, error }));
}
