import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { path, request } from '@/lib/client';
import type { Flow, Page } from '@/lib/types';

export const flowsQuery = (org: string) => infiniteQueryOptions({
  queryKey: ['flows', org],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) =>
    request<Page<Flow>>(path('organizations', org, 'flows'), { query: { cursor: pageParam ?? undefined }, signal }),
  getNextPageParam: (last) => last.next_cursor,
});

export const flowQuery = (org: string, id: string) => queryOptions({
  queryKey: ['flow', org, id],
  queryFn: ({ signal }) => request<Flow>(path('organizations', org, 'flows', id), { signal }),
});

/** The flow's earlier versions, the latest first. */
export const flowVersionsQuery = (org: string, id: string) => infiniteQueryOptions({
  queryKey: ['flow', org, id, 'versions'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) =>
    request<Page<Flow>>(path('organizations', org, 'flows', id, 'versions'), { query: { cursor: pageParam ?? undefined }, signal }),
  getNextPageParam: (last) => last.next_cursor,
});

export type FlowBody = { name: string; definition: Record<string, unknown> };

export function useSaveFlow(org: string, id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, version, idempotencyKey }: { body: FlowBody; version?: number; idempotencyKey?: string }) =>
      id === null
        ? request<Flow>(path('organizations', org, 'flows'), { method: 'POST', body, idempotencyKey })
        : request<Flow>(path('organizations', org, 'flows', id), { method: 'PATCH', body, ifMatch: version }),
    onSuccess: (flow) => {
      client.setQueryData(flowQuery(org, flow.id).queryKey, flow);
      void client.invalidateQueries({ queryKey: ['flows', org] });
      void client.invalidateQueries({ queryKey: ['flow', org, flow.id, 'versions'] });
    },
  });
}

export function useDeleteFlow(org: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<void>(path('organizations', org, 'flows', id), { method: 'DELETE' }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['flows', org] }),
  });
}
