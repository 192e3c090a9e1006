// What can be done to users. Each change puts what the service answered into
// the cache, and lets lists and seats be read again.
import { type QueryClient, useMutation, useQueryClient } from '@tanstack/react-query';
import { path, request } from '@/lib/client';
import type { Role, User } from '@/lib/types';
import { userQuery } from './users';

export type NewUser = { email: string; first_name: string; last_name: string; role: Role };
export type UserChange = Partial<Pick<User, 'first_name' | 'last_name' | 'role'>>;

/** Puts a user into the cache and marks everything that counts users as stale. */
export function settle(client: QueryClient, org: string, user: User): void {
  client.setQueryData(userQuery(org, user.id).queryKey, user);
  refresh(client, org);
}

/** Lets everything that counts or lists users be read again. */
export function refresh(client: QueryClient, org: string): void {
  for (const key of ['users', 'organization', 'audit', 'api-keys']) void client.invalidateQueries({ queryKey: [key, org] });
}

export function useCreateUser(org: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, idempotencyKey }: { body: NewUser; idempotencyKey: string }) =>
      request<User>(path('organizations', org, 'users'), { method: 'POST', body, idempotencyKey }),
    onSuccess: (user) => settle(client, org, user),
  });
}

export function useUpdateUser(org: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ body, version }: { body: UserChange; version: number }) =>
      request<User>(path('organizations', org, 'users', id), { method: 'PATCH', body, ifMatch: version }),
    onSuccess: (user) => {
      settle(client, org, user);
      void client.invalidateQueries({ queryKey: ['me'] });
    },
  });
}

/** Blocking ends the API keys somebody made, unless they are to be kept; unblocking brings none back. */
export type Blocking = { blocked: boolean; keepKeys?: boolean };

const keeping = (keepKeys: boolean | undefined) => (keepKeys ? { keep_keys: 'true' } : undefined);

/** Blocks or unblocks. Shown at once, and taken back if it is refused. */
export function useSetBlocked(org: string, id: string) {
  const client = useQueryClient();
  const key = userQuery(org, id).queryKey;
  return useMutation({
    mutationFn: ({ blocked, keepKeys }: Blocking) =>
      request<User>(path('organizations', org, 'users', id, blocked ? 'block' : 'unblock'), { method: 'POST', query: keeping(blocked && keepKeys) }),
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
    onSuccess: (user) => settle(client, org, user),
  });
}

export function useRemoveUser(org: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ keepKeys }: { keepKeys: boolean }) =>
      request<void>(path('organizations', org, 'users', id), { method: 'DELETE', query: keeping(keepKeys) }),
    onSuccess: () => refresh(client, org),
  });
}

export function useResend(org: string, id: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => request<User>(path('organizations', org, 'users', id, 'invitation'), { method: 'POST' }),
    onSuccess: (user) => settle(client, org, user),
    onError: () => void client.invalidateQueries({ queryKey: userQuery(org, id).queryKey }),
  });
}
