import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api } from '@/lib/client';

/** Asks for a mail with a link. The answer is the same whether or not there is an account. */
export function useRequestReset() {
  return useMutation({
    mutationFn: (body: { email: string }) => api.POST('/v1/password-resets', { body }),
  });
}

/** Changes one's own password; every other session of the person ends. */
export function useChangePassword() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { current_password: string; password: string }) => api.PUT('/v1/me/password', { body }),
    onSuccess: () => void client.invalidateQueries({ queryKey: ['sessions'] }),
  });
}

/** Sets a new password; every session of the person ends, and their API keys where they say so. */
export function useReset(token: string) {
  return useMutation({
    mutationFn: (body: { password: string; end_keys: boolean }) => api.POST('/v1/password-resets/{token}', { params: { path: { token } }, body }),
  });
}
