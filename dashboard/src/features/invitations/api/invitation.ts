import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { welcome } from '@/app/query';
import { path, request } from '@/lib/client';
import type { InvitationView, SignedIn } from '@/lib/types';

/** What a link invites to. Reading it never uses it up. */
export const invitationQuery = (token: string) => queryOptions({
  queryKey: ['invitation', token],
  queryFn: ({ signal }) => request<InvitationView>(path('invitations', token), { signal }),
  staleTime: 30_000,
});

export function useAccept(token: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { password: string }) =>
      request<SignedIn>(path('invitations', token, 'accept'), { method: 'POST', body }),
    onSuccess: (signedIn) => welcome(client, signedIn),
  });
}

/** Asks the Owners for a new invitation in place of one that ran out. */
export function useRequestInvitation(token: string) {
  return useMutation({
    mutationFn: () => request<unknown>(path('invitations', token, 'request'), { method: 'POST' }),
  });
}
