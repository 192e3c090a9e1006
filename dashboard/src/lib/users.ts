// What several pages read of users.
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, data } from './client';
import { queryRules } from './rules';
import type { Page, Role, Status, User } from './types';

/** What a list of users is narrowed to. */
type UsersFilter = { q?: string; status?: Status; role?: Role };

export const pageSize = 25;
/** As many as the service answers at once. */
export const largestPage = queryRules['list-users'].limit.maximum;
/** How often in a row a thin page is followed before it is shown as it is. */
const mostFollowed = 20;

type Read = (cursor: string | null) => Promise<Page<User>>;

/**
 * Reads until there are `want` users or no more. A filtered page may hold fewer
 * than its limit, even none, although more follow: whoever stopped there would
 * show an empty list to somebody whose user is on the next page.
 */
export async function follow(read: Read, cursor: string | null, want: number): Promise<Page<User>> {
  const users: User[] = [];
  let next = cursor;
  for (let i = 0; i < mostFollowed; i++) {
    const page = await read(next);
    users.push(...page.data);
    next = page.next_cursor;
    if (next === null || users.length >= want) break;
  }
  return { data: users, next_cursor: next };
}

/** The list of users, page by page; each page is `size` users or somewhat more. */
export const usersQuery = (org: string, filter: UsersFilter, size = pageSize) => infiniteQueryOptions({
  queryKey: ['users', org, filter, size],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) => {
    const read: Read = (cursor) => data(api.GET('/v1/organizations/{org}/users', {
      params: { path: { org }, query: { ...filter, limit: size, cursor: cursor ?? undefined } }, signal,
    }));
    return follow(read, pageParam, size);
  },
  getNextPageParam: (last) => last.next_cursor,
  placeholderData: keepPreviousData,
});

/** Who is invited as an Owner on somebody's word: cancelled when that somebody is blocked, removed or demoted. */
export const sponsoredQuery = (org: string, sponsor: string) => queryOptions({
  queryKey: ['users', org, { sponsor }],
  queryFn: async ({ signal }) => {
    const read: Read = (cursor) => data(api.GET('/v1/organizations/{org}/users', {
      params: { path: { org }, query: { role: 'owner', status: 'invited', limit: largestPage, cursor: cursor ?? undefined } }, signal,
    }));
    const { data: invited } = await follow(read, null, Infinity);
    return invited.filter((u) => u.invitation?.sponsor_id === sponsor);
  },
});

/** The active Owners, as many as are answered at once. */
export const ownersQuery = (org: string) => queryOptions({
  queryKey: ['users', org, { owners: true }],
  queryFn: async ({ signal }) => {
    const read: Read = (cursor) => data(api.GET('/v1/organizations/{org}/users', {
      params: { path: { org }, query: { role: 'owner', status: 'active', limit: largestPage, cursor: cursor ?? undefined } }, signal,
    }));
    return (await follow(read, null, 1)).data;
  },
});

/** One user. While mail is under way it is read again often, to see it arrive. */
export const userQuery = (org: string, id: string) => queryOptions({
  queryKey: ['user', org, id],
  queryFn: ({ signal }) => data(api.GET('/v1/organizations/{org}/users/{user}', { params: { path: { org, user: id } }, signal })),
  refetchInterval: (query) => pollEvery(query.state.data),
});

/** Lets everything that counts or lists users be read again. */
export function refreshUsers(client: QueryClient, org: string): void {
  for (const key of ['users', 'organization', 'audit', 'api-keys']) void client.invalidateQueries({ queryKey: [key, org] });
}

/** Milliseconds until a user with mail under way should be read again; false for never. */
export function pollEvery(user: User | undefined, now = Date.now()): number | false {
  if (user?.status !== 'invited' || !user.invitation) return false;
  if (user.invitation.delivery === 'queued') return user.invitation.waits_until ? 30_000 : 1_500;
  if (user.invitation.delivery !== 'sent') return 30_000;
  const age = now - Date.parse(user.invitation.sent_at ?? user.updated_at);
  return age < 120_000 ? 4_000 : 30_000;
}
