import { Checkbox, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useText } from '@/i18n';
import { keysOfQuery } from '@/lib/api-keys';
import { useMembership, useOrg } from '@/lib/session';
import type { User } from '@/lib/types';
import { KeyNames } from './key-names';
import { ProblemAlert } from './problem';

type Props = { user: User; keep: boolean; onKeep: (keep: boolean) => void };

/** The keys that end with whose they are, unless one takes them over, which nobody can do with their own. Nothing where there are none. */
export function KeysLeaving({ user, keep, onKeep }: Props) {
  const t = useText();
  const org = useOrg();
  const self = useMembership()?.user_id === user.id;
  const { data: keys, error } = useQuery(keysOfQuery(org, user.id));
  if (keys?.length === 0) return null;
  return (
    <Stack gap="xs">
      <ProblemAlert error={error} />
      <Text size="sm" fw={600} role="status">{keys ? t.leaving.keys(keys.length, keep) : t.common.loading}</Text>
      {keys && <KeyNames keys={keys} />}
      {!self && <Checkbox label={t.leaving.keep} description={t.leaving.keepHint} checked={keep} onChange={(e) => onKeep(e.currentTarget.checked)} />}
    </Stack>
  );
}
