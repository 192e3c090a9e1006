import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, data } from '@/lib/client';
import { welcome } from '@/lib/session';

export function useSignIn() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (body: { email: string; password: string }) => data(api.POST('/v1/sessions', { body })),
    onSuccess: (signedIn) => welcome(client, signedIn),
  });
}

export function useSignOut() {
  return useMutation({ mutationFn: () => api.DELETE('/v1/sessions/current') });
}
