import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Card } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { When } from '@/components/time';
import { useText } from '@/i18n';
import { useSessionText } from '@/i18n/sessions';
import { agentName } from '@/lib/agent';
import type { SignInRecord } from '@/lib/types';
import { signInsQuery } from '../api/sign-ins';
import classes from './profile-page.module.css';

/** Who signed in to one's account, and who could not. */
export function SignInsCard() {
  const s = useSessionText();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(signInsQuery);
  // Failed attempts are counted by the quarter of an hour, at whose beginning the service has them.
  const all = data?.pages.flatMap((p) => p.data).sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
  return (
    <Card title={s.card}>
      <Text size="sm">{s.text}</Text>
      <ProblemAlert error={error} retry={() => void refetch()} />
      {!all && !error && <Skeleton height={80} radius="md" />}
      {all?.length === 0 && <Text size="sm" c="dimmed">{s.none}</Text>}
      {all && all.length > 0 && (
        <ul className={classes.sessions} aria-label={s.card}>
          {all.map((one) => <Row key={`${one.at} ${one.outcome}`} one={one} />)}
        </ul>
      )}
      {hasNextPage && <Group><Button variant="default" size="xs" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{s.more}</Button></Group>}
    </Card>
  );
}

function Row({ one }: { one: SignInRecord }) {
  const t = useText();
  const s = useSessionText();
  const what = { succeeded: one.method ? s.by[one.method] : s.succeeded, second_factor_required: s.pending, failed: s.failed(one.count) }[one.outcome];
  return (
    <li>
      <div className={classes.who}>
        <Text size="sm" fw={600} c={one.outcome === 'succeeded' ? undefined : 'red'}>{what}</Text>
        <Text size="sm" c="dimmed"><span title={one.agent}>{agentName(one.agent) || t.common.unknown}</span> · {one.client} · <When at={one.at} relative /></Text>
      </div>
    </li>
  );
}
