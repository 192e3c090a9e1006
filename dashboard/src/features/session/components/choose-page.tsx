import { Badge, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Gate } from '@/components/gate';
import { RoleName, StatusBadge } from '@/components/person';
import { When } from '@/components/time';
import { useText } from '@/i18n';
import { useEndText } from '@/i18n/ends';
import { useMe } from '@/lib/session';
import type { Membership } from '@/lib/types';
import { OrganizationState } from './organization-state';
import { SignedInAs } from './signed-in-as';
import classes from './choose-page.module.css';

export function ChoosePage() {
  const t = useText();
  const { memberships } = useMe();
  return (
    <Gate title={t.choose.title}>
      {memberships.length === 0 && <Text>{t.choose.empty}</Text>}
      {memberships.length > 1 && <Text c="dimmed">{t.choose.intro}</Text>}
      <ul className={classes.list}>
        {memberships.map((m) => <li key={m.organization.id}><Choice membership={m} /></li>)}
      </ul>
      <SignedInAs />
    </Gate>
  );
}

function Choice({ membership: m }: { membership: Membership }) {
  const t = useText();
  const e = useEndText();
  if (m.status === 'blocked') {
    return (
      <div className={classes.blocked}>
        <span className={classes.name}>{m.organization.name} <StatusBadge status="blocked" /></span>
        <Text size="sm" c="dimmed">{t.choose.blocked}</Text>
      </div>
    );
  }
  return (
    <Link to="/organizations/$org/settings/users" params={{ org: m.organization.id }} className={classes.choice}>
      <span className={classes.name}>{m.organization.name}</span>
      {m.deleted_at || m.suspended_at ? <OrganizationState membership={m} /> : <Badge variant="default" radius="sm" tt="none"><RoleName role={m.role} /></Badge>}
      {m.deleted_at && <Text size="sm" c="dimmed">{e.since} <When at={m.deleted_at} /></Text>}
    </Link>
  );
}
