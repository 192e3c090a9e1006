import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/lib/client';
import type { Notifications } from '@/lib/types';
import { refreshUsers, userQuery } from '@/lib/users';

/** Switches one's own notifications. Shown at once, and taken back if it is refused. */
export function useNotifications(org: string, user: string) {
  const client = useQueryClient();
  const key = userQuery(org, user).queryKey;
  return useMutation({
    mutationFn: (notifications: Partial<Notifications>) =>
      data(api.PATCH('/v1/organizations/{org}/users/{user}', { params: { path: { org, user } }, body: { notifications } })),
    onMutate: async (wish) => {
      await client.cancelQueries({ queryKey: key });
      client.setQueryData(key, (now) => now && { ...now, notifications: { ...now.notifications, ...wish } });
    },
    onError: () => void client.invalidateQueries({ queryKey: key }),
    onSuccess: (changed) => {
      client.setQueryData(key, changed);
      refreshUsers(client, org);
    },
    scope: { id: `notifications ${user}` }, // one after the other: the last answer is the last wish
  });
}
