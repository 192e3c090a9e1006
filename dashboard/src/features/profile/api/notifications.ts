import { useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { api, data } from '@/lib/client';
import type { Notifications } from '@/lib/types';
import { refreshUsers, userQuery } from '@/lib/users';

/** Switches a kind of notification on or off for oneself. Shown at once, and taken back if it is refused. */
export function useNotification(org: string, user: string, kind: keyof Notifications) {
  const client = useQueryClient();
  const key = userQuery(org, user).queryKey;
  return useAction({
    mutationFn: (on: boolean) =>
      data(api.PATCH('/v1/organizations/{org}/users/{user}', { params: { path: { org, user } }, body: { notifications: { [kind]: on } } })),
    onMutate: async (on) => {
      await client.cancelQueries({ queryKey: key });
      client.setQueryData(key, (now) => now && { ...now, notifications: { ...now.notifications, [kind]: on } });
    },
    onError: () => void client.invalidateQueries({ queryKey: key }),
    onSuccess: (changed) => {
      // The others may be under way.
      client.setQueryData(key, (now) => ({ ...changed, notifications: { ...changed.notifications, ...now?.notifications, [kind]: changed.notifications[kind] } }));
      refreshUsers(client, org);
    },
    scope: { id: `notifications ${user}` }, // one after the other: the last answer is the last wish
  });
}
