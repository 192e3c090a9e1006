import { useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { api } from '@/lib/client';

/** Ends a user's sessions for the organization. */
export function useEndSessions(org: string, user: string) {
  const client = useQueryClient();
  return useAction({
    mutationFn: () => api.DELETE('/v1/organizations/{org}/users/{user}/sessions', { params: { path: { org, user } } }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['audit', org] }),
  });
}
