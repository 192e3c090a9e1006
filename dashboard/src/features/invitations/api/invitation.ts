import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { api, data } from '@/lib/client';
import { welcome } from '@/lib/session';

const path = '/v1/invitations/{token}';

/** What a link invites to. Reading it never uses it up. */
export const invitationQuery = (token: string) => queryOptions({
  queryKey: ['invitation', token],
  queryFn: ({ signal }) => data(api.GET(path, { params: { path: { token } }, signal })),
  staleTime: 30_000,
});

export function useAccept(token: string) {
  const client = useQueryClient();
  return useAction({
    mutationFn: (body: { password: string }) => data(api.POST(`${path}/accept`, { params: { path: { token } }, body })),
    onSuccess: (signedIn) => welcome(client, signedIn),
  });
}

/** Asks the Owners for a new invitation in place of one that has expired. */
export function useRequestInvitation(token: string) {
  return useAction({
    mutationFn: () => api.POST(`${path}/request`, { params: { path: { token } } }),
  });
}
