import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, data } from '@/lib/client';

const pageSize = 10;

/** The sign-ins to one's own account, the newest first. */
export const signInsQuery = infiniteQueryOptions({
  queryKey: ['sign-ins'],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) => data(api.GET('/v1/me/sign-ins', { params: { query: { limit: pageSize, cursor: pageParam ?? undefined } }, signal })),
  getNextPageParam: (last) => last.next_cursor,
});
