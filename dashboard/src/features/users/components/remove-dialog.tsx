import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { Dialog } from '@/components/dialog';
import { ProblemAlert } from '@/components/problem';
import { toast } from '@/components/toasts';
import { InvitationsLeaving } from '@/components/invitations-leaving';
import { KeysLeaving } from '@/components/keys-leaving';
import { useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import { asciiAddress, shownAddress } from '@/lib/address';
import { fullName } from '@/lib/format';
import { canResend } from '@/lib/permissions';
import type { User } from '@/lib/types';
import { useRemoveUser } from '../api/changes';

type Props = { user: User; opened: boolean; onClose: () => void; onRemoved?: () => void };

/**
 * Removing cannot be undone: it says what is lost, and wants the address typed. Who never joined loses nothing of
 * theirs: cancelling their invitation is confirmed by a button.
 */
export function RemoveDialog({ user, opened, onClose, onRemoved }: Props) {
  const t = useText();
  return (
    <Dialog opened={opened} onClose={onClose} title={canResend(user.status) ? t.remove.cancelTitle(fullName(user)) : t.remove.title(fullName(user))}>
      <RemoveForm user={user} onClose={onClose} onRemoved={onRemoved} />
    </Dialog>
  );
}

function RemoveForm({ user, onClose, onRemoved }: Omit<Props, 'opened'>) {
  const t = useText();
  const org = useOrg();
  const invited = canResend(user.status);
  const remove = useRemoveUser(org, user.id);
  const [keepKeys, setKeepKeys] = useState(false);
  const [typed, setTyped] = useState('');
  const [wrong, setWrong] = useState(false);
  const confirmed = invited || [user.email, asciiAddress(user.email)].some((a) => a.toLowerCase() === typed.trim().toLowerCase());
  const submit = (e: FormEvent) => {
    e.preventDefault();
    setWrong(!confirmed);
    if (!confirmed) return;
    remove.mutate({ keepKeys }, {
      onSuccess: () => {
        toast(invited ? t.user.cancelled(fullName(user)) : t.user.removed(fullName(user)));
        onClose();
        onRemoved?.();
      },
    });
  };
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        <Text fw={600}>{t.remove.lost}</Text>
        <Losses user={user} />
        <KeysLeaving user={user} keep={keepKeys} onKeep={setKeepKeys} />
        <InvitationsLeaving user={user} />
        {!invited && <TextInput label={t.remove.type(shownAddress(user.email))} value={typed} autoComplete="off" autoCapitalize="off" spellCheck={false} data-autofocus
          error={wrong && !confirmed ? t.remove.type(shownAddress(user.email)) : undefined} onChange={(e) => setTyped(e.currentTarget.value)} />}
        <ProblemAlert error={remove.error} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus={invited || undefined}>{invited ? t.remove.keepInvitation : t.common.cancel}</Button>
          <Button type="submit" color="red" loading={remove.isPending}>{invited ? t.user.cancelInvitation : t.remove.submit(1)}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Losses({ user }: { user: User }) {
  const t = useText();
  const invited = canResend(user.status);
  return (
    <Text component="ul" size="sm" m={0} pl="lg">
      <li>{invited ? t.remove.lostInvitation : t.remove.lostAccess}</li>
      <li>{t.remove.lostProfile}</li>
      {user.status !== 'expired' && <li>{t.remove.seat}</li>}
      {!invited && <li>{t.remove.keptAudit}</li>}
    </Text>
  );
}
