// What can be done to users. Each change puts what the service answered into
// the cache, and lets lists and seats be read again.
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { api, data, ifMatch } from '@/lib/client';
import type { NewUser, User, UserChange } from '@/lib/types';
import { refreshUsers, userQuery } from '@/lib/users';

const path = '/v1/organizations/{org}/users/{user}';

/** Puts a user into the cache and marks everything that counts users as stale. */
export function settle(client: QueryClient, org: string, user: User): void {
  client.setQueryData(userQuery(org, user.id).queryKey, user);
  refreshUsers(client, org);
}

export function useCreateUser(org: string) {
  const client = useQueryClient();
  return useAction({
    mutationFn: (body: NewUser, key) =>
      data(api.POST('/v1/organizations/{org}/users', { params: { path: { org }, header: { 'Idempotency-Key': key } }, body })),
    onSuccess: (changed) => settle(client, org, changed),
  });
}

export function useUpdateUser(org: string, user: string) {
  const client = useQueryClient();
  return useAction({
    mutationFn: ({ body, version }: { body: UserChange; version: number }) =>
      data(api.PATCH(path, { params: { path: { org, user }, header: ifMatch(version) }, body })),
    onSuccess: (changed) => {
      settle(client, org, changed);
      void client.invalidateQueries({ queryKey: ['me'] });
    },
  });
}

/** Blocking ends the API keys somebody made, unless they are to be kept; unblocking brings none back. */
export type Blocking = { blocked: boolean; keepKeys?: boolean };

const keeping = (keepKeys: boolean | undefined) => (keepKeys ? { keep_keys: true } : undefined);

/** Blocks or unblocks. Shown at once, and taken back if it is refused. */
export function useSetBlocked(org: string, user: string) {
  const client = useQueryClient();
  const key = userQuery(org, user).queryKey;
  return useAction({
    mutationFn: ({ blocked, keepKeys }: Blocking) =>
      data(blocked
        ? api.POST(`${path}/block`, { params: { path: { org, user }, query: keeping(keepKeys) } })
        : api.POST(`${path}/unblock`, { params: { path: { org, user } } })),
    onMutate: async ({ blocked }) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData(key);
      if (before) client.setQueryData(key, { ...before, status: blocked ? 'blocked' as const : 'active' as const });
      return { before };
    },
    onError: (_error, _blocking, context) => {
      if (context?.before) client.setQueryData(key, context.before);
      void client.invalidateQueries({ queryKey: key });
    },
    onSuccess: (changed) => settle(client, org, changed),
  });
}

export function useRemoveUser(org: string, user: string) {
  const client = useQueryClient();
  return useAction({
    mutationFn: ({ keepKeys }: { keepKeys: boolean }) =>
      api.DELETE(path, { params: { path: { org, user }, query: keeping(keepKeys) } }),
    onSuccess: () => refreshUsers(client, org),
  });
}

export function useResend(org: string, user: string) {
  const client = useQueryClient();
  return useAction<User>({
    mutationFn: (_, key) =>
      data(api.POST(`${path}/invitation`, { params: { path: { org, user }, header: { 'Idempotency-Key': key } } })),
    onSuccess: (changed) => settle(client, org, changed),
    onError: () => void client.invalidateQueries({ queryKey: userQuery(org, user).queryKey }),
  });
}
