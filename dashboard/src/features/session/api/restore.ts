import { useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { api } from '@/lib/client';
import { meQuery } from '@/lib/session';

/** Restores a deleted organization. Its pages are then as they were; `onRestored` is called before they are there. */
export function useRestoreOrganization(org: string, onRestored: () => void) {
  const client = useQueryClient();
  return useAction({
    mutationFn: () => api.POST('/v1/organizations/{org}/restore', { params: { path: { org } } }),
    onSuccess: () => {
      onRestored();
      return client.invalidateQueries({ queryKey: meQuery.queryKey });
    },
  });
}
