import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { Dialog } from '@/components/dialog';
import { InvitationsLeaving } from '@/components/invitations-leaving';
import { KeysLeaving } from '@/components/keys-leaving';
import { useText } from '@/i18n';
import { fullName } from '@/lib/format';
import type { User } from '@/lib/types';

type Props = { user: User; opened: boolean; onBlock: (keepKeys: boolean) => void; onClose: () => void };

/** Asks before blocking somebody with API keys, or whose invitations are cancelled: these do not come back with an undo. */
export function BlockDialog({ user, opened, onBlock, onClose }: Props) {
  const t = useText();
  const [keep, setKeep] = useState(false);
  return (
    <Dialog opened={opened} onClose={onClose} title={t.leaving.blockTitle(fullName(user))}>
      <Stack>
        <Text size="sm">{t.user.blockText}</Text>
        <KeysLeaving user={user} keep={keep} onKeep={setKeep} />
        <InvitationsLeaving user={user} />
        <Text size="sm" c="dimmed">{t.leaving.notBack}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>{t.common.cancel}</Button>
          <Button color="red" onClick={() => onBlock(keep)}>{t.user.block}</Button>
        </Group>
      </Stack>
    </Dialog>
  );
}
