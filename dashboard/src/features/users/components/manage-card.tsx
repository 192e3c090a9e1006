import { Button, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { lazyDialog } from '@/components/lazy-dialog';
import { Card } from '@/components/page';
import { errorText, ProblemAlert } from '@/components/problem';
import { toast } from '@/components/toasts';
import { keysOfQuery } from '@/lib/api-keys';
import { sponsoredQuery } from '@/lib/users';
import { useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import { fullName } from '@/lib/format';
import { canBlock } from '@/lib/permissions';
import type { User } from '@/lib/types';
import { useSetBlocked } from '../api/changes';
import classes from './manage-card.module.css';

const BlockDialog = lazyDialog(() => import('./block-dialog').then((m) => m.BlockDialog));
const RemoveDialog = lazyDialog(() => import('./remove-dialog').then((m) => m.RemoveDialog));

/** Block, unblock and remove, each with what it does. */
export function ManageCard({ user }: { user: User }) {
  const t = useText();
  const [removing, setRemoving] = useState(false);
  return (
    <Card title={t.user.manage}>
      <Blocking user={user} />
      <div className={classes.row}>
        <Text size="sm">{t.user.removeText}</Text>
        <Button variant="outline" color="red" size="xs" onClick={() => setRemoving(true)}>{t.user.remove}</Button>
      </div>
      <RemoveDialog user={user} opened={removing} onClose={() => setRemoving(false)} />
    </Card>
  );
}

function Blocking({ user }: { user: User }) {
  const t = useText();
  const org = useOrg();
  const set = useSetBlocked(org, user.id);
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
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
  if (user.status === 'blocked') {
    return (
      <div className={classes.row}>
        <Text size="sm">{t.user.blockedNote}</Text>
        <Button size="xs" variant="default" onClick={() => change(false)} disabled={set.isPending}>{t.user.unblock}</Button>
        <ProblemAlert error={set.error} />
      </div>
    );
  }
  if (!canBlock(user.status)) return <Text size="sm" c="dimmed">{t.user.blockOnlyActive}</Text>;
  return (
    <div className={classes.row}>
      <Text size="sm">{t.user.blockText}</Text>
      <Button size="xs" variant="default" onClick={() => void block()} disabled={set.isPending}>{t.user.block}</Button>
      <ProblemAlert error={set.error} />
      <BlockDialog user={user} opened={asking} onClose={() => setAsking(false)} onBlock={(keep) => { setAsking(false); change(true, keep); }} />
    </div>
  );
}
