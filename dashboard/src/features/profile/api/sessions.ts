import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { path, request } from '@/lib/client';
import type { Page, Session } from '@/lib/types';

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => request<Page<Session>>(path('me', 'sessions'), { signal }),
});

export function useEndSession() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => request<void>(path('me', 'sessions', id), { method: 'DELETE' }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['sessions'] }),
  });
}
