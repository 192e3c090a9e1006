// What several pages read of users.
import { infiniteQueryOptions, keepPreviousData, type QueryClient, queryOptions } from '@tanstack/react-query';
import { api, data } from './client';
import { patiently } from './patience';
import { queryRules } from './rules';
import type { Page, Role, Status, User } from './types';

/** What a list of users is narrowed to. */
export type UsersFilter = { q?: string; status?: Status; role?: Role; attention?: true; second_factor?: 'true' | 'false' };

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
export async function follow(read: Read, cursor: string | null, want: number, most = mostFollowed): Promise<Page<User>> {
  const users: User[] = [];
  let next = cursor;
  for (let i = 0; i < most; i++) {
    const page = await read(next);
    users.push(...page.data);
    next = page.next_cursor;
    if (next === null || users.length >= want) break;
  }
  return { data: users, next_cursor: next };
}

/** Reads pages of those whom a filter selects. */
export const reader = (org: string, filter: UsersFilter, limit: number, signal?: AbortSignal): Read => (cursor) => data(api.GET('/v1/organizations/{org}/users', {
  params: { path: { org }, query: { ...filter, limit, cursor: cursor ?? undefined } }, signal,
}));

/** The list of users, page by page; each page is `size` users or somewhat more. */
export const usersQuery = (org: string, filter: UsersFilter, size = pageSize) => infiniteQueryOptions({
  queryKey: ['users', org, filter, size],
  initialPageParam: null as string | null,
  queryFn: ({ pageParam, signal }) => follow(reader(org, filter, size, signal), pageParam, size),
  getNextPageParam: (last) => last.next_cursor,
  placeholderData: keepPreviousData,
});

/** Who is invited as an Owner on somebody's word: cancelled when that somebody is blocked, removed or demoted. */
export const sponsoredQuery = (org: string, sponsor: string) => queryOptions({
  queryKey: ['users', org, { sponsor }],
  queryFn: async ({ signal }) => {
    const { data: invited } = await follow(reader(org, { role: 'owner', status: 'invited' }, largestPage, signal), null, Infinity);
    return invited.filter((u) => u.invitation?.sponsor_id === sponsor);
  },
});

/** The most that the count of those who need attention tells; beyond it there is a plus. */
export const mostCounted = 9;

/** Those who need attention, as far as the first few pages tell: a large organization is not read through for a number. */
export const attentionQuery = (org: string) => queryOptions({
  queryKey: ['users', org, { attention: 'count' }],
  queryFn: async ({ signal }) => {
    const { data: found, next_cursor } = await follow(reader(org, { attention: true }, mostCounted + 1, signal), null, mostCounted + 1, 4);
    return { count: Math.min(found.length, mostCounted), more: found.length > mostCounted || next_cursor !== null };
  },
});

/** Every user that a filter selects, in the service's order. `progress` is told how many there are so far. */
export async function allUsers(org: string, filter: UsersFilter, progress: (count: number) => void, signal: AbortSignal): Promise<User[]> {
  const read = reader(org, filter, largestPage, signal);
  const all: User[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<User> = await patiently(() => read(cursor), signal);
    all.push(...page.data);
    cursor = page.next_cursor;
    progress(all.length);
  } while (cursor !== null);
  return all;
}

/** The active Owners, as many as are answered at once. */
export const ownersQuery = (org: string) => queryOptions({
  queryKey: ['users', org, { owners: true }],
  queryFn: async ({ signal }) => (await follow(reader(org, { role: 'owner', status: 'active' }, largestPage, signal), null, 1)).data,
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

/** Whether an invitation's mail has gone within the last half minute, or is about to go. */
export function wasJustSent({ status, invitation, updated_at }: User, now: number): boolean {
  if (status !== 'invited' || !invitation || invitation.waits_until) return false;
  const at = { queued: updated_at, sent: invitation.sent_at, delivered: invitation.sent_at }[invitation.delivery as string];
  // Both ways: the reader's clock may be behind.
  return !!at && Math.abs(now - Date.parse(at)) < 30_000;
}

/** Milliseconds until a user with mail under way should be read again; false for never. */
export function pollEvery(user: User | undefined, now = Date.now()): number | false {
  if (user?.status !== 'invited' || !user.invitation) return false;
  if (user.invitation.delivery === 'queued') return user.invitation.waits_until ? 30_000 : 1_500;
  if (user.invitation.delivery !== 'sent') return 30_000;
  const age = now - Date.parse(user.invitation.sent_at ?? user.updated_at);
  return age < 120_000 ? 4_000 : 30_000;
}
