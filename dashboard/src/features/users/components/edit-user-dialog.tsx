import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '@/components/dialog';
import { EmailInput } from '@/components/email-input';
import { UserAvatar } from '@/components/person';
import { ProblemAlert } from '@/components/problem';
import { toast } from '@/components/toasts';
import { useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import { shownAddress } from '@/lib/address';
import { hasCode } from '@/lib/errors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { fullName } from '@/lib/format';
import { rules } from '@/lib/rules';
import type { User, UserChange } from '@/lib/types';
import { userQuery } from '@/lib/users';
import { useUpdateUser } from '../api/changes';
import { Conflict } from './conflict';
import { RoleChoice } from '@/components/role-choice';

type Props = { user: User; self: boolean; opened: boolean; onClose: () => void; onLogo: () => void };

export function EditUserDialog(props: Props) {
  const t = useText();
  return (
    <Dialog opened={props.opened} onClose={props.onClose} title={t.user.editTitle(fullName(props.user))}>
      <EditUser {...props} />
    </Dialog>
  );
}

/** What of the form differs from the user: only that is sent, so only that is overwritten. */
export function changed(values: Required<UserChange>, user: User): UserChange {
  const change: UserChange = {};
  if (values.first_name !== user.first_name) change.first_name = values.first_name;
  if (values.last_name !== user.last_name) change.last_name = values.last_name;
  if (values.role !== user.role) change.role = values.role;
  if (values.email !== user.email) change.email = values.email;
  return change;
}

function EditUser({ user, self, onClose, onLogo }: Props) {
  const t = useText();
  const org = useOrg();
  const client = useQueryClient();
  const update = useUpdateUser(org, user.id);
  // The user as they were when editing began: what If-Match speaks of.
  const [base] = useState(user);
  const [theirs, setTheirs] = useState<User | null>(null);
  const form = useForm({ first_name: user.first_name, last_name: user.last_name, role: user.role, email: user.email }, (v) => validate(v, rules.UpdateUserInput, t));

  // My changes alone, onto whichever version: what only they changed stays theirs.
  const save = (version: number) => {
    const body = changed(form.values, base);
    if (Object.keys(body).length === 0) return onClose();
    update.mutate({ body, version }, {
      onSuccess: () => { toast(body.email ? t.user.corrected(shownAddress(body.email)) : t.common.saved); onClose(); },
      onError: (error) => {
        if (hasCode(error, 'version_conflict')) return void showTheirs();
        const taken = hasCode(error, 'email_taken') ? { email: t.errors.codes.email_taken } : {};
        form.refuse({ ...fieldErrors(error, t), ...taken });
      },
    });
  };
  const showTheirs = async () => setTheirs(await client.fetchQuery({ ...userQuery(org, user.id), staleTime: 0 }));

  if (theirs) {
    return (
      <Conflict before={base} mine={{ ...theirs, ...changed(form.values, base) }} theirs={theirs} pending={update.isPending}
        error={update.error} onMine={() => save(theirs.version)} onTheirs={onClose} />
    );
  }
  return (
    <form {...form.formProps(() => save(base.version))}>
      <Stack>
        <TextInput label={t.user.firstName} required withAsterisk={false} data-autofocus {...form.getInputProps('first_name')} />
        <TextInput label={t.createUser.lastName} {...form.getInputProps('last_name')} />
        {user.invitation && !self ? (
          <EmailInput label={t.user.email} description={t.user.emailHint} autoComplete="off" required withAsterisk={false} {...form.getInputProps('email')} />
        ) : null}
        {self ? null : <RoleChoice label={t.user.role} {...form.getInputProps('role')} />}
        <Group gap="sm">
          <UserAvatar user={user} size={44} />
          <Button variant="default" size="xs" onClick={onLogo}>{t.user.logo}…</Button>
        </Group>
        {!hasCode(update.error, 'invalid_request', 'version_conflict', 'email_taken') && <ProblemAlert error={update.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" loading={update.isPending}>{t.common.save}</Button>
        </Group>
      </Stack>
    </form>
  );
}
