import { Text } from '@mantine/core';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { Card } from '@/components/page';
import { When } from '@/components/time';
import { useAllowed, useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import { largestPage, usersQuery } from '@/lib/users';
import { auditQuery } from '../api/audit';
import { Changes, peopleOf, Sentence } from './event-text';
import classes from './activity.module.css';

type Props = {
  target: string;
  /** Changes whenever something has happened to the target: then the events are read again. */
  stamp: string;
  /** Whether it is a person, who does things as well. */
  person?: boolean;
};

/** What was done to something, the latest first. */
export function Activity({ target, stamp, person = false }: Props) {
  const t = useText();
  const org = useOrg();
  const mayRead = useAllowed('audit:read');
  const { data } = useInfiniteQuery({ ...auditQuery(org, { target }, 10), enabled: mayRead });
  const { data: users } = useInfiniteQuery({ ...usersQuery(org, {}, largestPage), enabled: mayRead });
  const people = peopleOf(users?.pages.flatMap((p) => p.data));
  const client = useQueryClient();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the stamp is what tells that there is more.
  useEffect(() => void client.invalidateQueries({ queryKey: ['audit', org, { target }] }), [client, org, target, stamp]);
  const events = data?.pages.flatMap((p) => p.data);
  if (!events) return null;
  return (
    <Card title={t.user.activity}>
      {events.length === 0 ? <Text size="sm" c="dimmed">{t.user.activityEmpty}</Text> : (
        <ol className={classes.events}>
          {events.map((e) => (
            <li key={e.id}>
              <Sentence event={e} people={people} />
              <span className={classes.by}><When at={e.at} relative /></span>
              <Changes event={e} />
            </li>
          ))}
        </ol>
      )}
      <Text size="sm">
        <Link to="/organizations/$org/settings/audit-log" params={{ org }} search={{ target }}>{t.user.activityAll}</Link>
        {person && <> · <Link to="/organizations/$org/settings/audit-log" params={{ org }} search={{ actor: target }}>{t.user.activityBy}</Link></>}
      </Text>
    </Card>
  );
}
