import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { path, request } from '@/lib/client';
import type { Flow, FlowStatus, Page, WholeFlow } from '@/lib/types';

export const flowsQuery = (org: string) => infiniteQueryOptions({
  queryKey: ['flows', org],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) =>
    request<Page<Flow>>(path('organizations', org, 'flows'), { query: { cursor: pageParam ?? undefined }, signal }),
  getNextPageParam: (last) => last.next_cursor,
});

export const flowQuery = (org: string, id: string) => queryOptions({
  queryKey: ['flow', org, id],
  queryFn: ({ signal }) => request<WholeFlow>(path('organizations', org, 'flows', id), { signal }),
});

export type FlowBody = { name: string; description: string; status: FlowStatus; definition: Record<string, unknown> };

export function useSaveFlow(org: string, id: string | null) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, version, idempotencyKey }: { body: Partial<FlowBody>; version?: number; idempotencyKey?: string }) =>
      id === null
        ? request<WholeFlow>(path('organizations', org, 'flows'), { method: 'POST', body, idempotencyKey })
        : request<WholeFlow>(path('organizations', org, 'flows', id), { method: 'PATCH', body, ifMatch: version }),
    onSuccess: (flow) => {
      client.setQueryData(flowQuery(org, flow.id).queryKey, flow);
      void client.invalidateQueries({ queryKey: ['flows', org] });
      void client.invalidateQueries({ queryKey: ['audit', org] });
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
