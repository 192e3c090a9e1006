import { Button, Group, Text } from '@mantine/core';
import { useCallback, useState } from 'react';
import { lazyDialog } from '@/components/lazy-dialog';
import { Card } from '@/components/page';
import { UserAvatar } from '@/components/person';
import { useText } from '@/i18n';
import { shownAddress } from '@/lib/address';
import { fullName } from '@/lib/format';
import { roleName } from '@/lib/roles';
import type { User } from '@/lib/types';
import { useHasKept } from '@/lib/unsaved';
import { formOf } from './form-of';
import classes from './own-details.module.css';

const EditUserDialog = lazyDialog(() => import('./edit-user-dialog').then((m) => m.EditUserDialog));

/** Who one is in the organization, and what of it one changes oneself. */
export function OwnDetails({ user }: { user: User }) {
  const t = useText();
  const [open, setOpen] = useState(useHasKept(formOf(user)));
  const close = useCallback(() => setOpen(false), []);
  return (
    <Card title={t.user.details} actions={<Button size="xs" variant="default" onClick={() => setOpen(true)}>{t.user.edit}</Button>}>
      <Group wrap="nowrap">
        <UserAvatar user={user} size={64} />
        <div className={classes.who}>
          <Text fw={600}>{fullName(user)}</Text>
          <Text size="sm">{shownAddress(user.email)}</Text>
          <Text size="sm">{roleName(t, user.role)}</Text>
        </div>
      </Group>
      <Text size="sm" c="dimmed">{t.profile.roleNote}</Text>
      <EditUserDialog user={user} self opened={open} onClose={close} />
    </Card>
  );
}
