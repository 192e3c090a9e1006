import { useQueryClient } from '@tanstack/react-query';
import { useAction } from './action';
import { useNavigate } from '@tanstack/react-router';
import { api } from './client';
import { hasCode } from './errors';
import { meQuery } from './session';

/**
 * Takes the caller out of an organization, and goes to another of theirs, or to the choice of one. `onLeft` is called
 * also where what asked is gone by then.
 */
export function useLeave(org: string, onLeft: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useAction({
    mutationFn: () => api.POST('/v1/organizations/{org}/leave', { params: { path: { org } } }).catch((e: unknown) => {
      if (!hasCode(e, 'not_found')) throw e; // who is not there any more has left: the answer to that got lost
    }),
    onSuccess: async () => {
      onLeft();
      client.setQueryData(meQuery.queryKey, (me) => me && { ...me, memberships: me.memberships.filter((m) => m.organization.id !== org) });
      await navigate({ to: '/', replace: true });
      client.removeQueries({ predicate: (q) => q.queryKey[1] === org });
    },
  });
}
