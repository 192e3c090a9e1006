import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiError, hasCode } from '@/lib/errors';
import { nobody } from '@/lib/session';

/** Retries only what may pass: a service that says so, or no answer although there is a network. */
export function shouldRetry(count: number, error: unknown): boolean {
  return count < 2 && navigator.onLine && hasCode(error, 'offline', 'try_again');
}

/** Waits as long as the service asks, else a little longer each time; at most 10 s. */
export function retryDelay(count: number, error: unknown): number {
  const asked = error instanceof ApiError ? error.retryAfter * 1000 : 0;
  return Math.min(10_000, asked || 500 * 2 ** count);
}

/** What to do when somebody is no longer let in, whichever request found out. */
export type Locked = {
  /** The session is over. */
  ended: (error: ApiError) => void;
  /** They are blocked in the organization they look at, or nothing in it can be changed any more. */
  blocked: () => void;
};

/** The cache of what was read. A 401 of any request ends up here and nowhere else. */
export function newQueryClient(locked: Locked): QueryClient {
  const onError = (error: unknown) => {
    if (hasCode(error, ...nobody)) locked.ended(error);
    if (hasCode(error, 'blocked', 'suspended')) locked.blocked();
  };
  const client: QueryClient = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({
      onError: (error) => {
        onError(error);
        // Somebody else has removed what the page shows: it reads again, and says so.
        if (hasCode(error, 'not_found')) void client.invalidateQueries();
      },
    }),
    defaultOptions: {
      // Without a network a request fails at once, rather than be kept and sent when nobody expects it any more.
      queries: { networkMode: 'always', retry: shouldRetry, retryDelay, staleTime: 5_000, refetchOnWindowFocus: true, refetchOnReconnect: true },
      mutations: { networkMode: 'always', retry: false },
    },
  });
  return client;
}
