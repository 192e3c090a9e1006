// Who is signed in, and what they may do where.
import { type QueryClient, queryOptions, useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { api, data } from './client';
import { type ApiError, hasCode } from './errors';
import { allows, membershipIn } from './permissions';
import type { Me, Membership, Permission, SignedIn } from './types';

export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: async ({ signal }) => {
    const me = await data(api.GET('/v1/me', { signal }));
    while (me.next_cursor) { // who is in more than a hundred organizations
      const more = await data(api.GET('/v1/me', { params: { query: { cursor: me.next_cursor } }, signal }));
      me.memberships.push(...more.memberships);
      me.next_cursor = more.next_cursor;
    }
    return me;
  },
  staleTime: 60_000,
  refetchOnWindowFocus: 'always', // somebody else may have signed in by now
});

/** The address of the person who is signed in, for pages that are there without a session: null for nobody. */
export const visitorQuery = queryOptions({
  queryKey: ['visitor'],
  queryFn: ({ signal }) => data(api.GET('/v1/me', { params: { query: { limit: 1 } }, signal })).then((me) => me.identity?.email ?? null, (error: unknown) => {
    if (isNobody(error)) return null;
    throw error;
  }),
});

/** Nobody is signed in, or not yet wholly: the same code is also that of somebody whose organization demands a factor. */
export const isNobody = (error: unknown): error is ApiError => hasCode(error, 'unauthenticated') || (hasCode(error, 'second_factor_required') && error.status === 401);

/** Somebody is signed in who is let in nowhere in this organization, as `me` says. */
export const isLockedOut = (error: unknown): error is ApiError => hasCode(error, 'blocked') || (hasCode(error, 'second_factor_required') && error.status === 403);

const channel = 'usher-account';

/** Tells other tabs that somebody has signed in. */
function announce(): void {
  const tabs = new BroadcastChannel(channel);
  tabs.postMessage(null);
  tabs.close();
}

/** Calls back when somebody has signed in in another tab, until what it returns is called. */
export function onSignInElsewhere(told: () => void): () => void {
  const tabs = new BroadcastChannel(channel);
  tabs.onmessage = told;
  return () => tabs.close();
}

/** Puts a sign-in's answer where the pages look for who is signed in. Who has a second factor signs in with it. */
export function welcome(client: QueryClient, signedIn: SignedIn, withFactor = false): void {
  client.clear(); // what another person read before on this page
  if (signedIn.second_factor) return; // it is not complete
  announce();
  if (signedIn.next_cursor) return; // there are more than the sign-in told
  client.setQueryData(meQuery.queryKey, { ...signedIn, api_key: null, second_factor: withFactor });
}

/** Who is signed in. Pages below a session always have it: their route waits for it. */
export function useMe(): Me {
  return useSuspenseQuery(meQuery).data;
}

/** The id of the organization in the address. */
export function useOrg(): string {
  return useParams({ from: '/signed-in/organizations/$org' }).org;
}

/** The caller's membership in the organization of the address. */
export function useMembership(): Membership | undefined {
  return membershipIn(useMe(), useOrg());
}

/** Whether the caller may do something in this organization. */
export function useAllowed(permission: Permission): boolean {
  return allows(useMembership(), permission);
}
