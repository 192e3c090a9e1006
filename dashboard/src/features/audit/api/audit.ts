import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/client';
import type { AuditSearch } from '../search';

export type AuditFilter = { action?: string; actor?: string; target?: string; from?: string; to?: string };

/** Days of the reader's zone as moments: from its start, until its end. */
export function filterOf(search: AuditSearch): AuditFilter {
  const start = (day: string) => new Date(`${day}T00:00:00`);
  const after = (day: string) => { const d = start(day); d.setDate(d.getDate() + 1); return d; };
  return {
    action: search.action, actor: search.actor, target: search.target,
    from: search.from && start(search.from).toISOString(),
    to: search.to && after(search.to).toISOString(),
  };
}

const read = (org: string, filter: AuditFilter, cursor: string | null, limit: number, signal?: AbortSignal) =>
  data(api.GET('/v1/organizations/{org}/audit-events', { params: { path: { org }, query: { ...filter, limit, cursor: cursor ?? undefined } }, signal }));

export const auditQuery = (org: string, filter: AuditFilter, limit = 25) => infiniteQueryOptions({
  queryKey: ['audit', org, filter, limit],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) => read(org, filter, pageParam, limit, signal),
  getNextPageParam: (last) => last.next_cursor,
});

/**
 * All events that match, as the service writes them in CSV. It sends large
 * exports in parts; `progress` is told how many lines there are so far.
 */
export async function exportAudit(org: string, filter: AuditFilter, progress: (lines: number) => void): Promise<string> {
  const parts: string[] = [];
  let cursor: string | undefined;
  do {
    const answer: { data?: string; response: Response } = await api.GET('/v1/organizations/{org}/audit-events', {
      params: { path: { org }, query: { ...filter, cursor } }, headers: { Accept: 'text/csv' }, parseAs: 'text',
    });
    parts.push(answer.data ?? '');
    cursor = answer.response.headers.get('X-Next-Cursor') ?? undefined;
    progress(parts.reduce((n, part) => n + part.split('\n').length - 2, 0));
  } while (cursor);
  return joinCsv(parts);
}

/** Puts parts together that each begin with the same head line. */
function joinCsv(parts: readonly string[]): string {
  const head = parts[0]?.slice(0, parts[0].indexOf('\n') + 1) ?? '';
  return parts.map((part, i) => (i > 0 && part.startsWith(head) ? part.slice(head.length) : part)).join('');
}
