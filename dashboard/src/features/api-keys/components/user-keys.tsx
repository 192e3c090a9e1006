import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Card } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { useAllowed, useOrg } from '@/features/session/api/me';
import { useText } from '@/i18n';
import type { APIKey, User } from '@/lib/types';
import { keysOfQuery, stateOf } from '../api/api-keys';

/** The keys somebody made, and those made with these. */
export function UserKeys({ user }: { user: User }) {
  const t = useText();
  const org = useOrg();
  const mayRead = useAllowed('api_keys:read');
  const { data: keys, error } = useQuery({ ...keysOfQuery(org, user.id), enabled: mayRead });
  if (!mayRead) return null;
  return (
    <Card title={t.user.keys}>
      <ProblemAlert error={error} />
      {keys?.length === 0 ? <Text size="sm" c="dimmed">{t.user.keysEmpty}</Text> : keys && <KeyNames keys={keys} />}
    </Card>
  );
}

export function KeyNames({ keys }: { keys: readonly APIKey[] }) {
  const t = useText();
  return (
    <Text component="ul" size="sm" m={0} pl="lg">
      {keys.map((k) => <li key={k.id}>{k.name} <code>…{k.hint}</code> ({t.keys[stateOf(k)]})</li>)}
    </Text>
  );
}
