import { Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Card } from '@/components/page';
import { useAllowed, useOrg } from '@/features/session/api/me';
import { useText } from '@/i18n';
import type { User } from '@/lib/types';
import { apiKeysQuery, stateOf } from '../api/api-keys';

/** The keys somebody made: they outlive their maker's removal. */
export function UserKeys({ user }: { user: User }) {
  const t = useText();
  const org = useOrg();
  const mayRead = useAllowed('api_keys:read');
  const { data } = useInfiniteQuery({ ...apiKeysQuery(org), enabled: mayRead });
  const keys = data?.pages.flatMap((p) => p.data).filter((k) => k.created_by.id === user.id);
  if (!keys) return null;
  return (
    <Card title={t.user.keys}>
      {keys.length === 0 ? <Text size="sm" c="dimmed">{t.user.keysEmpty}</Text> : (
        <Text component="ul" size="sm" m={0} pl="lg">
          {keys.map((k) => <li key={k.id}>{k.name} <code>…{k.hint}</code> ({t.keys[stateOf(k)]})</li>)}
        </Text>
      )}
    </Card>
  );
}
