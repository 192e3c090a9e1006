import { infiniteQueryOptions, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { path, request } from '@/lib/client';
import type { APIKey, CreatedAPIKey, Page, Role } from '@/lib/types';

export const apiKeysQuery = (org: string) => infiniteQueryOptions({
  queryKey: ['api-keys', org, 'all'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) =>
    request<Page<APIKey>>(path('organizations', org, 'api-keys'), { query: { cursor: pageParam ?? undefined }, signal }),
  getNextPageParam: (last) => last.next_cursor,
});

/** All keys that somebody made, and those that were made with these: what ends when they leave. */
export const keysOfQuery = (org: string, user: string) => queryOptions({
  queryKey: ['api-keys', org, { created_by: user }],
  queryFn: async ({ signal }) => {
    const all: APIKey[] = [];
    let cursor: string | null = null;
    do {
      const page: Page<APIKey> = await request<Page<APIKey>>(path('organizations', org, 'api-keys'), {
        query: { created_by: user, limit: 100, cursor: cursor ?? undefined }, signal,
      });
      all.push(...page.data);
      cursor = page.next_cursor;
    } while (cursor);
    return all;
  },
});

export type NewAPIKey = { name: string; role: Role; expires_at?: string };

export function useCreateAPIKey(org: string) {
  const client = useQueryClient();
  return useMutation({
    // Without an idempotency key: a stored answer would hold the secret.
    mutationFn: (body: NewAPIKey) => request<CreatedAPIKey>(path('organizations', org, 'api-keys'), { method: 'POST', body }),
    gcTime: 0,
    onSuccess: () => void client.invalidateQueries({ queryKey: ['api-keys', org] }),
  });
}

export function useRevokeAPIKey(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<void>(path('organizations', org, 'api-keys', id), { method: 'DELETE' }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['api-keys', org] }),
  });
}

export type KeyState = 'active' | 'expired';

export function stateOf(key: APIKey, now = Date.now()): KeyState {
  return key.expires_at && Date.parse(key.expires_at) <= now ? 'expired' : 'active';
}
