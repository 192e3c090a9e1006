import { useQueryClient } from '@tanstack/react-query';
import { Outlet, useRouter } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { toast } from '@/components/toasts';
import { useText } from '@/i18n';
import { shownAddress } from '@/lib/address';
import { meQuery, onSignInElsewhere, useMe } from '@/lib/session';

/** Every page of a session. It notices when another tab has signed in as somebody else, whose session this is then. */
export function SignedIn() {
  useOtherAccount();
  return <Outlet />;
}

function useOtherAccount(): void {
  const t = useText();
  const client = useQueryClient();
  const router = useRouter();
  const email = useMe().identity?.email ?? '';
  const shown = useRef(email);
  useEffect(() => onSignInElsewhere(() => void client.invalidateQueries({ queryKey: meQuery.queryKey })), [client]);
  useEffect(() => {
    if (shown.current === email) return;
    shown.current = email;
    toast(t.app.otherAccount(shownAddress(email)));
    // Nothing stays that the other person has read.
    void client.resetQueries({ predicate: (q) => q.queryKey[0] !== meQuery.queryKey[0] });
    void router.invalidate();
  }, [email, t, client, router]);
}
