import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { api, data } from '@/lib/client';

/** One's address, and the one that is to take its place. */
export const emailChangeQuery = queryOptions({
  queryKey: ['email-change'],
  queryFn: ({ signal }) => data(api.GET('/v1/me/email-change', { signal })),
});

/** Has a link mailed to a new address. The answer is the same whether or not there is an account with it. */
export function useRequestEmailChange() {
  const client = useQueryClient();
  return useAction({
    mutationFn: (body: { email: string }) => data(api.POST('/v1/me/email-change', { body })),
    onSuccess: (change) => client.setQueryData(emailChangeQuery.queryKey, change),
  });
}

export function useCancelEmailChange() {
  const client = useQueryClient();
  return useAction({
    mutationFn: () => api.DELETE('/v1/me/email-change'),
    onSuccess: () => client.invalidateQueries({ queryKey: emailChangeQuery.queryKey }),
  });
}

/** Changes one's address by the mailed link, and ends all one's sessions. */
export const useConfirmEmailChange = (token: string) => useAction({
  mutationFn: () => api.POST('/v1/email-changes/{token}', { params: { path: { token } } }),
});

/** Which address a link gives back. Reading it never uses it up. */
export const restorationQuery = (token: string) => queryOptions({
  queryKey: ['email-restoration', token],
  queryFn: ({ signal }) => data(api.GET('/v1/email-restorations/{token}', { params: { path: { token } }, signal })),
  staleTime: 30_000,
});

export const useRestoreEmail = (token: string) => useAction({
  mutationFn: (body: { password: string }) => api.POST('/v1/email-restorations/{token}', { params: { path: { token } }, body }),
});
