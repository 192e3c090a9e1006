import { ActionIcon, Alert, Button } from '@mantine/core';
import { IconBan, IconCopy, IconMail } from '@tabler/icons-react';
import { useCallback, useState } from 'react';
import { lazyDialog } from '@/components/lazy-dialog';
import { StatusBadge } from '@/components/person';
import { ProblemAlert } from '@/components/problem';
import { useCopy } from '@/components/copying';
import { useText } from '@/i18n';
import { shownAddress } from '@/lib/address';
import { canBlock, canResend } from '@/lib/permissions';
import { roleMay, roleName } from '@/lib/roles';
import { useAllowed } from '@/lib/session';
import type { User } from '@/lib/types';
import { useHasKept } from '@/lib/unsaved';
import { AddressProblemNote } from './address-problem';
import type { useBlocking } from './blocking';
import { formOf } from './form-of';
import { useLeaveForList } from './leave-for-list';
import type { useResending } from './resending';
import classes from './user-header.module.css';

const EditUserDialog = lazyDialog(() => import('./edit-user-dialog').then((m) => m.EditUserDialog));
const EndSessionsDialog = lazyDialog(() => import('./end-sessions-dialog').then((m) => m.EndSessionsDialog));
const RemoveDialog = lazyDialog(() => import('./remove-dialog').then((m) => m.RemoveDialog));

/** Below the name: where the user stands, what their role may do, and their address. */
export function UserSummary({ user }: { user: User }) {
  const t = useText();
  const copy = useCopy();
  return (
    <div className={classes.summary} data-user-summary>
      <StatusBadge status={user.status} />
      <span className={classes.address}>
        {shownAddress(user.email)}
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t.user.copyEmail} onClick={() => copy(user.email)}><IconCopy size={16} aria-hidden /></ActionIcon>
      </span>
      <span className={classes.role}><strong>{roleName(t, user.role)}</strong> {roleMay(t, user.role)}</span>
    </div>
  );
}

type Props = { user: User; self: boolean; blocking: ReturnType<typeof useBlocking>; resending: ReturnType<typeof useResending> };

/** What can be done to the user. */
export function UserActions({ user, self, blocking, resending }: Props) {
  const t = useText();
  const may = { resend: useAllowed('users:invite'), update: useAllowed('users:update'), block: useAllowed('users:block'), remove: useAllowed('users:remove') };
  const invited = canResend(user.status);
  const kept = useHasKept(formOf(user));
  const [open, setOpen] = useState<'edit' | 'remove' | 'sessions' | null>(kept ? 'edit' : null);
  const close = useCallback(() => setOpen(null), []);
  const leave = useLeaveForList();
  return (
    <>
      {(may.update || self) && <Button size="sm" variant="default" onClick={() => setOpen('edit')}>{t.user.edit}</Button>}
      {invited && may.resend && (
        <Button size="sm" variant={user.status === 'expired' ? 'filled' : 'default'} leftSection={<IconMail size={16} aria-hidden />}
          loading={resending.pending} disabled={resending.justSent} onClick={resending.resend}>{resending.justSent ? t.user.justSent : t.user.resend}</Button>
      )}
      {!self && may.block && (canBlock(user.status) || user.status === 'blocked') && (
        <Button size="sm" variant="default" disabled={blocking.pending} onClick={user.status === 'blocked' ? blocking.unblock : blocking.block}>
          {user.status === 'blocked' ? t.user.unblock : t.user.block}
        </Button>
      )}
      {!self && may.block && !invited && <Button size="sm" variant="default" onClick={() => setOpen('sessions')}>{t.user.endSessions}</Button>}
      {!self && may.remove && <Button size="sm" variant="outline" color="red" onClick={() => setOpen('remove')}>{invited ? t.user.cancelInvitation : t.user.remove}</Button>}
      {resending.dialog}
      {blocking.dialog}
      <EditUserDialog user={user} self={self} opened={open === 'edit'} onClose={close} />
      <EndSessionsDialog user={user} opened={open === 'sessions'} onClose={close} />
      <RemoveDialog user={user} opened={open === 'remove'} onClose={close} onRemoved={leave} />
    </>
  );
}

/** What wants to be known before anything is done: mails that do not arrive, a block, and what has just failed. */
export function UserNotes({ user, blocking, resending }: Omit<Props, 'self'>) {
  const t = useText();
  return (
    <>
      <ProblemAlert error={blocking.error} />
      <ProblemAlert error={resending.error} />
      <AddressProblemNote user={user} />
      {user.status === 'blocked' && <Alert color="gray" variant="light" icon={<IconBan size={18} aria-hidden />}>{t.user.blockedNote}</Alert>}
    </>
  );
}
