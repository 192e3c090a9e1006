import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { api, data } from '@/lib/client';

/** Asks for a mail with a link. The answer is the same whether or not there is an account. */
export function useRequestReset() {
  return useAction({
    mutationFn: (body: { email: string }) => api.POST('/v1/password-resets', { body }),
  });
}

/** Whose password a link sets. Reading it never uses it up. */
export const resetQuery = (token: string) => queryOptions({
  queryKey: ['reset', token],
  queryFn: ({ signal }) => data(api.GET('/v1/password-resets/{token}', { params: { path: { token } }, signal })),
  staleTime: 30_000,
});

/** Changes one's own password; every other session of the person ends. */
export function useChangePassword() {
  const client = useQueryClient();
  return useAction({
    mutationFn: (body: { current_password: string; password: string }) => api.PUT('/v1/me/password', { body }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['sessions'] }),
  });
}

/** Sets a new password; every session of the person ends, and their API keys where they say so. */
export function useReset(token: string) {
  return useAction({
    mutationFn: (body: { password: string; end_keys: boolean }) => api.POST('/v1/password-resets/{token}', { params: { path: { token } }, body }),
  });
}
