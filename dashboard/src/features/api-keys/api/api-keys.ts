import { infiniteQueryOptions, useQueryClient } from '@tanstack/react-query';
import { readAPIKeys } from '@/lib/api-keys';
import { useAction } from '@/lib/action';
import { api, data } from '@/lib/client';
import type { NewAPIKey } from '@/lib/types';

export const apiKeysQuery = (org: string) => infiniteQueryOptions({
  queryKey: ['api-keys', org, 'all'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) => readAPIKeys(org, { cursor: pageParam ?? undefined }, signal),
  getNextPageParam: (last) => last.next_cursor,
});

export function useCreateAPIKey(org: string) {
  const client = useQueryClient();
  return useAction({
    // Without an idempotency key: a stored answer would hold the secret.
    mutationFn: (body: NewAPIKey) => data(api.POST('/v1/organizations/{org}/api-keys', { params: { path: { org } }, body })),
    gcTime: 0,
    onSuccess: () => void client.invalidateQueries({ queryKey: ['api-keys', org] }),
  });
}

export function useRevokeAPIKey(org: string) {
  const client = useQueryClient();
  return useAction({
    mutationFn: (key: string) => api.DELETE('/v1/organizations/{org}/api-keys/{key}', { params: { path: { org, key } } }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['api-keys', org] }),
  });
}
