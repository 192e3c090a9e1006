import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useAction } from '@/lib/action';
import { api, data } from '@/lib/client';
import { welcome } from '@/lib/session';
import type { SecondFactorInput } from '@/lib/types';

export function useSignIn() {
  const client = useQueryClient();
  return useAction({
    mutationFn: (body: { email: string; password: string }) => data(api.POST('/v1/sessions', { body })),
    onSuccess: (signedIn) => welcome(client, signedIn),
  });
}

/** Completes a sign-in that asked for a second factor, which is given when it is asked for: a passkey takes its time. */
export function useCompleteSignIn() {
  const client = useQueryClient();
  return useAction({
    mutationFn: async (give: () => Promise<SecondFactorInput>) => data(api.POST('/v1/sessions/current/second-factor', { body: await give() })),
    onSuccess: (signedIn) => welcome(client, signedIn, true),
  });
}

/** Ends the session and goes to the sign-in, with nothing left of what was read. */
export function useSignOut() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useAction({
    mutationFn: () => api.DELETE('/v1/sessions/current'),
    onSuccess: () => void navigate({ to: '/sign-in', search: { why: 'out' } }).then(() => client.clear()),
  });
}
