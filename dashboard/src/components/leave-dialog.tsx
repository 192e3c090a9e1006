import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useText } from '@/i18n';
import { keysOfQuery } from '@/lib/api-keys';
import { useLeave } from '@/lib/leave';
import type { Membership } from '@/lib/types';
import { sponsoredQuery } from '@/lib/users';
import { Dialog } from './dialog';
import { KeyNames } from './key-names';
import { ProblemAlert } from './problem';
import { toast } from './toasts';

type Props = { membership: Membership; opened: boolean; onClose: () => void };

/** Leaving cannot be undone: it says what is lost. The focus starts on the way out. */
export function LeaveDialog({ membership, opened, onClose }: Props) {
  const t = useText();
  const { id, name } = membership.organization;
  const leave = useLeave(id, () => toast(t.leave.done(name)));
  return (
    <Dialog opened={opened} onClose={onClose} title={t.leave.title(name)}>
      <Stack>
        <Text fw={600}>{t.remove.lost}</Text>
        <Text component="ul" size="sm" m={0} pl="lg">
          {t.leave.losses.map((l) => <li key={l}>{l}</li>)}
        </Text>
        {membership.status === 'active' && <Ends membership={membership} />}
        <ProblemAlert error={leave.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>{t.common.cancel}</Button>
          <Button color="red" loading={leave.isPending} onClick={() => leave.mutate()}>{t.leave.submit}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

/** What ends with the membership; with a block it has ended already. */
function Ends({ membership }: { membership: Membership }) {
  const t = useText();
  const { data: keys, error } = useQuery(keysOfQuery(membership.organization.id, membership.user_id));
  const { data: invited } = useQuery(sponsoredQuery(membership.organization.id, membership.user_id));
  return (
    <>
      <ProblemAlert error={error} />
      {keys && keys.length > 0 && (
        <Stack gap="xs">
          <Text size="sm" fw={600} role="status">{t.leave.keys(keys.length)}</Text>
          <KeyNames keys={keys} />
        </Stack>
      )}
      {invited && invited.length > 0 && <Text size="sm" fw={600} role="status">{t.leave.invitations(invited.length)}</Text>}
    </>
  );
}
