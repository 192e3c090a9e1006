import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { meQuery, welcome } from '@/app/query';
import { request } from '@/lib/client';
import { allows, membershipIn } from '@/lib/permissions';
import type { Me, Membership, Permission, SignedIn } from '@/lib/types';

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

export type Credentials = { email: string; password: string };

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: Credentials) => request<SignedIn>('/v1/sessions', { method: 'POST', body }),
    onSuccess: (signedIn) => welcome(client, signedIn),
  });
}

export function useSignOut() {
  return useMutation({ mutationFn: () => request<void>('/v1/sessions/current', { method: 'DELETE' }) });
}
