import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useAction } from '@/lib/action';
import { api, data } from '@/lib/client';
import { hasCode } from '@/lib/errors';
import type { components } from '@/lib/api-types';

type PersonExport = components['schemas']['PersonExport'];

/** All that is known of the caller, put together from its pages. */
async function exportPerson(): Promise<PersonExport> {
  const all: PersonExport = { account: null, activity: [], memberships: [], events: [], next_cursor: null };
  for (let cursor: string | null | undefined; ; ) {
    const page: PersonExport = await data(api.GET('/v1/me/export', { params: { query: cursor ? { cursor } : {} } }));
    all.account ??= page.account;
    all.activity.push(...page.activity);
    all.memberships.push(...page.memberships);
    all.events.push(...page.events);
    cursor = page.next_cursor;
    if (!cursor) return all;
  }
}

export function useExport() {
  return useAction({ mutationFn: exportPerson });
}

/** Deletes the caller's account, and goes to the sign-in with nothing left of what was read. */
export function useErase(onErased: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useAction({
    mutationFn: (email: string) => api.DELETE('/v1/me', { body: { email } }).catch((e: unknown) => {
      if (!hasCode(e, 'unauthenticated')) throw e; // the account is gone: the answer to that got lost
    }),
    onSuccess: () => {
      onErased();
      void navigate({ to: '/sign-in', search: { why: 'out' } }).then(() => client.clear());
    },
  });
}
