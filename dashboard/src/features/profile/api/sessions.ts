import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { api, data } from '@/lib/client';

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => data(api.GET('/v1/me/sessions', { signal })),
});

export function useEndSession() {
  const client = useQueryClient();
  return useAction({
    mutationFn: (session: string) => api.DELETE('/v1/me/sessions/{session}', { params: { path: { session } } }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['sessions'] }),
  });
}
