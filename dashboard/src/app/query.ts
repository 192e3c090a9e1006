import { MutationCache, QueryCache, QueryClient, queryOptions } from '@tanstack/react-query';
import { request } from '@/lib/client';
import { ApiError, hasCode } from '@/lib/errors';
import type { Me, SignedIn } from '@/lib/types';

/** Who is signed in, and what they may do where. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => request<Me>('/v1/me', { signal }),
  staleTime: 60_000,
});

/** Puts a sign-in's answer where the pages look for who is signed in. */
export function welcome(client: QueryClient, signedIn: SignedIn): void {
  client.clear(); // what another person read before on this page
  client.setQueryData(meQuery.queryKey, { ...signedIn, api_key: null });
}

/** Only what may pass is tried again: no connection, or a service that says so. */
export function shouldRetry(count: number, error: unknown): boolean {
  return count < 2 && hasCode(error, 'offline', 'try_again');
}

/** Waits as long as the service asks, else a little longer each time; at most 10 s. */
export function retryDelay(count: number, error: unknown): number {
  const asked = error instanceof ApiError ? error.retryAfter * 1000 : 0;
  return Math.min(10_000, asked || 500 * 2 ** count);
}

/** What to do when somebody is no longer let in, whichever request found out. */
export type Locked = {
  /** The session is over. */
  ended: () => void;
  /** They are blocked in the organization they look at. */
  blocked: () => void;
};

/** The cache of what was read. A 401 of any request ends up here and nowhere else. */
export function newQueryClient(locked: Locked): QueryClient {
  const onError = (error: unknown) => {
    if (hasCode(error, 'unauthenticated')) locked.ended();
    if (hasCode(error, 'blocked')) locked.blocked();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { retry: shouldRetry, retryDelay, staleTime: 5_000, refetchOnWindowFocus: true },
      mutations: { retry: false },
    },
  });
}
