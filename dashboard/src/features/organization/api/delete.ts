import { useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { api } from '@/lib/client';
import { hasCode } from '@/lib/errors';
import { meQuery } from '@/lib/session';

/** Deletes an organization. Its page then says so, and how it is brought back. */
export function useDeleteOrganization(org: string) {
  const client = useQueryClient();
  return useAction({
    mutationFn: (name: string) => api.DELETE('/v1/organizations/{org}', { params: { path: { org } }, body: { name } }).catch((e: unknown) => {
      if (!hasCode(e, 'not_found')) throw e; // it is deleted already: the answer to that got lost
    }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: meQuery.queryKey });
      client.removeQueries({ predicate: (q) => q.queryKey[1] === org });
    },
  });
}
