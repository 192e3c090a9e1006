import { infiniteQueryOptions, queryOptions, useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { api, data, ifMatch } from '@/lib/client';
import type { FlowChange, NewFlow } from '@/lib/types';

export const flowsQuery = (org: string) => infiniteQueryOptions({
  queryKey: ['flows', org],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) =>
    data(api.GET('/v1/organizations/{org}/flows', { params: { path: { org }, query: { cursor: pageParam ?? undefined } }, signal })),
  getNextPageParam: (last) => last.next_cursor,
});

export const flowQuery = (org: string, flow: string) => queryOptions({
  queryKey: ['flow', org, flow],
  queryFn: ({ signal }) => data(api.GET('/v1/organizations/{org}/flows/{flow}', { params: { path: { org, flow } }, signal })),
});

/** A new flow, or a change of one that is still at that version. */
type Saving =
  | { create: NewFlow }
  | { change: FlowChange; id: string; version: number };

export function useSaveFlow(org: string) {
  const client = useQueryClient();
  return useAction({
    mutationFn: (s: Saving, key) => ('create' in s
      ? data(api.POST('/v1/organizations/{org}/flows', { params: { path: { org }, header: { 'Idempotency-Key': key } }, body: s.create }))
      : data(api.PATCH('/v1/organizations/{org}/flows/{flow}', { params: { path: { org, flow: s.id }, header: ifMatch(s.version) }, body: s.change }))),
    onSuccess: (flow) => {
      client.setQueryData(flowQuery(org, flow.id).queryKey, flow);
      void client.invalidateQueries({ queryKey: ['flows', org] });
      void client.invalidateQueries({ queryKey: ['audit', org] });
    },
  });
}

export function useDeleteFlow(org: string, flow: string) {
  const client = useQueryClient();
  return useAction({
    mutationFn: () => api.DELETE('/v1/organizations/{org}/flows/{flow}', { params: { path: { org, flow } } }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['flows', org] }),
  });
}
