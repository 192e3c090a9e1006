import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useCallback, useState } from 'react';
import { lazyDialog } from '@/components/lazy-dialog';
import { errorText } from '@/components/problem';
import { toast } from '@/components/toasts';
import { keysOfQuery } from '@/lib/api-keys';
import { useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import { fullName } from '@/lib/format';
import type { User } from '@/lib/types';
import { sponsoredQuery } from '@/lib/users';
import { useSetBlocked } from '../api/changes';

const BlockDialog = lazyDialog(() => import('./block-dialog').then((m) => m.BlockDialog));

type Blocking = {
  /** Blocks, and asks first where an undo would not bring everything back. */
  block: () => void;
  unblock: () => void;
  pending: boolean;
  error: unknown;
  /** The question, which is to be drawn somewhere. */
  dialog: ReactNode;
};

/** Blocking and unblocking a user, with an undo. */
export function useBlocking(user: User): Blocking {
  const t = useText();
  const org = useOrg();
  const set = useSetBlocked(org, user.id);
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const close = useCallback(() => setAsking(false), []);
  const name = fullName(user);
  // Undo can be pressed on another page, so it reports its own failure.
  const undo = (blocked: boolean) => () => set.mutateAsync({ blocked })
    .then(() => toast(blocked ? t.user.blocked(name) : t.user.unblocked(name)))
    .catch((e: unknown) => toast(errorText(e, t)));
  const change = (blocked: boolean, keepKeys = false) => set.mutate({ blocked, keepKeys }, {
    onSuccess: () => toast(blocked ? t.user.blocked(name) : t.user.unblocked(name), undo(!blocked)),
  });
  // Without keys and invitations nothing is lost that undo would not bring back: no question then.
  const block = async () => {
    const lost = await Promise.all([client.fetchQuery(keysOfQuery(org, user.id)), client.fetchQuery(sponsoredQuery(org, user.id))]).catch(() => null);
    if (lost?.flat().length === 0) change(true);
    else setAsking(true);
  };
  return {
    block: () => void block(), unblock: () => change(false), pending: set.isPending, error: set.error,
    dialog: <BlockDialog user={user} opened={asking} onClose={close} onBlock={(keep) => { setAsking(false); change(true, keep); }} />,
  };
}
