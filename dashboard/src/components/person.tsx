import { Avatar, Badge } from '@mantine/core';
import { useText } from '@/i18n';
import { initials } from '@/lib/format';
import { roleName } from '@/lib/roles';
import type { Role, Status, User } from '@/lib/types';
import classes from './person.module.css';

/** The user's logo, or their initials. Decoration: the name stands beside it. */
export function UserAvatar({ user, size = 36 }: { user: Pick<User, 'first_name' | 'last_name' | 'email' | 'logo_url'>; size?: number }) {
  return (
    <Avatar src={user.logo_url} alt="" size={size} radius="md" className={classes.avatar} aria-hidden="true">
      {initials(user)}
    </Avatar>
  );
}

export function StatusBadge({ status }: { status: Status }) {
  const t = useText();
  return <Badge variant="light" radius="sm" tt="none" w="max-content" maw="100%" className={classes[status]} data-user-status={status}>{t.status[status]}</Badge>;
}

export function RoleName({ role }: { role: Role }) {
  const t = useText();
  return <>{roleName(t, role)}</>;
}
