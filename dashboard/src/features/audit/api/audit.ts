import { infiniteQueryOptions } from '@tanstack/react-query';
import { path, request } from '@/lib/client';
import { formatCsv } from '@/lib/csv';
import type { AuditEvent, Page } from '@/lib/types';
import type { AuditSearch } from '../search';

export type AuditFilter = { action?: string; actor?: string; target?: string; from?: string; to?: string };

/** Days of the reader's zone as moments: from its start, until its end. */
export function filterOf(search: AuditSearch): AuditFilter {
  const start = (day: string) => new Date(`${day}T00:00:00`);
  const after = (day: string) => { const d = start(day); d.setDate(d.getDate() + 1); return d; };
  return {
    action: search.action, actor: search.actor,
    from: search.from && start(search.from).toISOString(),
    to: search.to && after(search.to).toISOString(),
  };
}

const read = (org: string, filter: AuditFilter, cursor: string | null, limit: number, signal?: AbortSignal) =>
  request<Page<AuditEvent>>(path('organizations', org, 'audit-events'), {
    query: { ...filter, limit, cursor: cursor ?? undefined }, signal,
  });

export const auditQuery = (org: string, filter: AuditFilter, limit = 25) => infiniteQueryOptions({
  queryKey: ['audit', org, filter, limit],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) => read(org, filter, pageParam, limit, signal),
  getNextPageParam: (last) => last.next_cursor,
});

/** All events that match, as CSV. `progress` is told how many there are so far. */
export async function exportAudit(org: string, filter: AuditFilter, progress: (n: number) => void): Promise<string> {
  const events: AuditEvent[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<AuditEvent> = await read(org, filter, cursor, 100);
    events.push(...page.data);
    cursor = page.next_cursor;
    progress(events.length);
  } while (cursor !== null);
  return csvOf(events);
}

export function csvOf(events: readonly AuditEvent[]): string {
  const head = ['at', 'action', 'actor_type', 'actor_id', 'actor', 'target_type', 'target_id', 'target', 'changes', 'request_id', 'client'];
  return formatCsv([head, ...events.map((e) => [
    e.at, e.action, e.actor.type, e.actor.id, e.actor.name ?? '', e.target.type, e.target.id, e.target.name ?? '',
    JSON.stringify(e.changes ?? []), e.request_id ?? '', e.client ?? '',
  ])]);
}
