import { Text } from '@mantine/core';
import { useText } from '@/i18n';
import { stateOf } from '@/lib/api-keys';
import type { APIKey } from '@/lib/types';

export function KeyNames({ keys }: { keys: readonly APIKey[] }) {
  const t = useText();
  return (
    <Text component="ul" size="sm" m={0} pl="lg">
      {keys.map((k) => <li key={k.id}>{k.name} <code>…{k.hint}</code> ({t.keys[stateOf(k)]})</li>)}
    </Text>
  );
}
