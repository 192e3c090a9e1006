import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Card, ErrorPage, Page } from '@/components/page';
import { errorText } from '@/components/problem';
import { When } from '@/components/time';
import { toast } from '@/components/toasts';
import { roleMay } from '@/lib/roles';
import { useMe, useMembership, useOrg } from '@/lib/session';
import { userQuery } from '@/lib/users';
import { useText } from '@/i18n';
import { agentName } from '@/lib/agent';
import type { User } from '@/lib/types';
import { sessionsQuery, useEndSession } from '../api/sessions';
import { LeaveCard } from './leave-card';
import { Notifications } from './notifications';
import { SignInsCard } from './sign-ins-card';
import classes from './profile-page.module.css';

type Slots = { details: (user: User) => ReactNode; password: (user: User) => ReactNode; factors: ReactNode; privacy: ReactNode };

/** One's own page; what belongs to other features is put into it. */
export function ProfilePage({ details, password, factors, privacy }: Slots) {
  const t = useText();
  const org = useOrg();
  const membership = useMembership();
  const { data: user, error, refetch } = useQuery({ ...userQuery(org, membership?.user_id ?? ''), enabled: membership !== undefined });
  if (error && !user) return <ErrorPage error={error} retry={() => void refetch()} />;
  return (
    <Page title={t.profile.title} intro={t.profile.intro(membership?.organization.name ?? '')}>
      {user ? details(user) : <Skeleton height={160} radius="md" />}
      <Rights />
      {user?.role === 'owner' && <Notifications user={user} />}
      {user && password(user)}
      {factors}
      <Sessions />
      <SignInsCard />
      <LeaveCard />
      {privacy}
    </Page>
  );
}

function Rights() {
  const t = useText();
  const membership = useMembership();
  return (
    <Card title={t.profile.permissions}>
      <Text size="sm">{membership && roleMay(t, membership.role)}</Text>
    </Card>
  );
}

function Sessions() {
  const t = useText();
  const me = useMe();
  const { data } = useQuery(sessionsQuery);
  const end = useEndSession();
  const others = data?.data.filter((s) => !s.current) ?? [];
  const run = (ids: string[]) => Promise.all(ids.map((id) => end.mutateAsync(id)))
    .then(() => toast(t.profile.ended)).catch((e: unknown) => toast(errorText(e, t)));
  return (
    <Card title={t.profile.sessions}>
      {!data && me.expires_at && <Text size="sm">{t.profile.notAvailable} <When at={me.expires_at} /></Text>}
      {data && (
        <ul className={classes.sessions}>
          {data.data.map((s) => (
            <li key={s.id}>
              <div className={classes.who}>
                <Text size="sm" fw={600}><span title={s.agent}>{agentName(s.agent) || t.common.unknown}</span>{s.current && ` (${t.profile.thisSession})`}</Text>
                <Text size="sm" c="dimmed">{s.client} · <When at={s.created_at} relative /></Text>
              </div>
              {!s.current && <Button size="compact-sm" variant="default" onClick={() => void run([s.id])}>{t.profile.end}</Button>}
            </li>
          ))}
        </ul>
      )}
      {others.length > 1 && <Group><Button variant="default" size="xs" onClick={() => void run(others.map((s) => s.id))}>{t.profile.endOthers}</Button></Group>}
    </Card>
  );
}
