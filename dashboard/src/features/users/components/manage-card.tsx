import { Button, Text } from '@mantine/core';
import { useCallback, useState } from 'react';
import { lazyDialog } from '@/components/lazy-dialog';
import { Card } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { canBlock, canResend } from '@/lib/permissions';
import type { User } from '@/lib/types';
import { useBlocking } from './blocking';
import classes from './manage-card.module.css';
import { useLeaveForList } from './leave-for-list';

const RemoveDialog = lazyDialog(() => import('./remove-dialog').then((m) => m.RemoveDialog));

/** Block, unblock and remove, each with what it does. */
export function ManageCard({ user }: { user: User }) {
  const t = useText();
  const [removing, setRemoving] = useState(false);
  const close = useCallback(() => setRemoving(false), []);
  const leave = useLeaveForList();
  const invited = canResend(user.status);
  return (
    <Card title={t.user.manage}>
      <Blocking user={user} />
      <div className={classes.row}>
        <Text size="sm">{invited ? t.user.cancelText : t.user.removeText}</Text>
        <Button variant="outline" color="red" size="xs" onClick={() => setRemoving(true)}>{invited ? t.user.cancelInvitation : t.user.remove}</Button>
      </div>
      <RemoveDialog user={user} opened={removing} onClose={close} onRemoved={leave} />
    </Card>
  );
}

function Blocking({ user }: { user: User }) {
  const t = useText();
  const { block, unblock, pending, error, dialog } = useBlocking(user);
  if (user.status === 'blocked') {
    return (
      <div className={classes.row}>
        <Text size="sm">{t.user.blockedNote}</Text>
        <Button size="xs" variant="default" onClick={unblock} disabled={pending}>{t.user.unblock}</Button>
        <ProblemAlert error={error} />
      </div>
    );
  }
  if (!canBlock(user.status)) return <Text size="sm" c="dimmed">{t.user.blockOnlyActive}</Text>;
  return (
    <div className={classes.row}>
      <Text size="sm">{t.user.blockText}</Text>
      <Button size="xs" variant="default" onClick={block} disabled={pending}>{t.user.block}</Button>
      <ProblemAlert error={error} />
      {dialog}
    </div>
  );
}
