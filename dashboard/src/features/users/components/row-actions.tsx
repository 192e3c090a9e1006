import { Menu } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useCopy } from '@/components/copying';
import { lazyDialog } from '@/components/lazy-dialog';
import { errorText } from '@/components/problem';
import { toast } from '@/components/toasts';
import { useAllowed, useMembership, useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import { fullName } from '@/lib/format';
import { canBlock, canResend } from '@/lib/permissions';
import { roleName, rolesWithin } from '@/lib/roles';
import type { Role, User } from '@/lib/types';
import { userQuery } from '@/lib/users';
import { useUpdateUser } from '../api/changes';
import { useBlocking } from './blocking';
import { useResending } from './resending';
import { RowButton } from './row-button';

const RemoveDialog = lazyDialog(() => import('./remove-dialog').then((m) => m.RemoveDialog));

/** What can be done to a user from the list. It opens by itself the first time, as it is loaded by its button. */
export function RowActions({ user }: { user: User }) {
  const t = useText();
  const target = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    target.current?.focus(); // which is where the focus comes back to
    setOpened(true);
  }, []);
  const resending = useResending(user);
  const blocking = useBlocking(user);
  const removing = useRemoving(user);
  const changeRole = useRole(user);
  const membership = useMembership();
  const self = membership?.user_id === user.id;
  const roles = rolesWithin(membership);
  const may = { resend: useAllowed('users:invite'), update: useAllowed('users:update'), block: useAllowed('users:block'), remove: useAllowed('users:remove') };
  const failed = blocking.error ?? resending.error;
  useEffect(() => { if (failed) toast(errorText(failed, t)); }, [failed, t]);
  return (
    <>
      <Menu opened={opened} onChange={setOpened} position="bottom-end" width={240} withinPortal={false} withInitialFocusPlaceholder={false}>
        <Menu.Target><RowButton ref={target} user={user} /></Menu.Target>
        <Menu.Dropdown>
          {canResend(user.status) && may.resend && (
            <Menu.Item disabled={resending.justSent || resending.pending} onClick={resending.resend}>{resending.justSent ? t.user.justSent : t.user.resend}</Menu.Item>
          )}
          {may.update && !self && roles.filter((r) => r !== user.role).map((r) => <Menu.Item key={r} onClick={() => changeRole(r)}>{t.user.changeRole(roleName(t, r))}</Menu.Item>)}
          <Copying user={user} />
          {!self && may.block && canBlock(user.status) && <Menu.Item onClick={blocking.block}>{t.user.block}</Menu.Item>}
          {!self && may.block && user.status === 'blocked' && <Menu.Item onClick={blocking.unblock}>{t.user.unblock}</Menu.Item>}
          {!self && may.remove && <Menu.Item c="var(--mantine-color-error)" onClick={removing.open}>{canResend(user.status) ? t.user.cancelInvitation : t.user.remove}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {resending.dialog}
      {blocking.dialog}
      {removing.dialog}
    </>
  );
}

/** Changes the role. The menu's items are gone when the answer comes: what it says is told from here. */
function useRole(user: User): (role: Role) => void {
  const t = useText();
  const org = useOrg();
  const client = useQueryClient();
  const update = useUpdateUser(org, user.id);
  // The list may be older than what the last action answered.
  const version = () => Math.max(user.version, client.getQueryData(userQuery(org, user.id).queryKey)?.version ?? 0);
  return (role) => update.mutate({ body: { role }, version: version() }, {
    onSuccess: () => toast(t.user.roleChanged(fullName(user), roleName(t, role))),
    onError: (e) => toast(errorText(e, t)),
  });
}

function Copying({ user }: { user: User }) {
  const t = useText();
  const org = useOrg();
  const copy = useCopy();
  return (
    <>
      <Menu.Item onClick={() => copy(user.email)}>{t.user.copyEmail}</Menu.Item>
      <Menu.Item onClick={() => copy(`${location.origin}/organizations/${org}/settings/users/${user.id}`)}>{t.user.copyLink}</Menu.Item>
    </>
  );
}

function useRemoving(user: User) {
  const [removing, setRemoving] = useState(false);
  const close = useCallback(() => setRemoving(false), []);
  return { open: () => setRemoving(true), dialog: <RemoveDialog user={user} opened={removing} onClose={close} /> };
}
