import { type ReactNode, useCallback, useState } from 'react';
import { lazyDialog } from '@/components/lazy-dialog';
import { toast } from '@/components/toasts';
import { useText } from '@/i18n';
import { shownAddress } from '@/lib/address';
import { useNow } from '@/lib/hooks';
import { useOrg } from '@/lib/session';
import type { User } from '@/lib/types';
import { wasJustSent } from '@/lib/users';
import { useResend } from '../api/changes';

const ResendDialog = lazyDialog(() => import('./resend-dialog').then((m) => m.ResendDialog));

type Resending = {
  /** Resends, and asks first where mails do not arrive. */
  resend: () => void;
  /** Whether a mail has just gone: another would end the link in it before it is read. */
  justSent: boolean;
  pending: boolean;
  error: unknown;
  /** The question, which is to be drawn somewhere. */
  dialog: ReactNode;
};

/** Sending a user's invitation again. */
export function useResending(user: User): Resending {
  const t = useText();
  const resend = useResend(useOrg(), user.id);
  const now = useNow(user.invitation ? 1_000 : 0);
  const [asking, setAsking] = useState(false);
  const close = useCallback(() => setAsking(false), []);
  const email = shownAddress(user.email);
  const send = () => resend.mutate(undefined, { onSuccess: () => toast(t.user.resent(email)), onSettled: close });
  return {
    resend: user.address_problem ? () => setAsking(true) : send,
    justSent: wasJustSent(user, now), pending: resend.isPending, error: resend.error,
    dialog: <ResendDialog email={email} opened={asking} pending={resend.isPending} onConfirm={send} onClose={close} />,
  };
}
