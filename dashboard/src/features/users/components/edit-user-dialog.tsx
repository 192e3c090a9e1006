import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Dialog } from '@/components/dialog';
import { EmailInput } from '@/components/email-input';
import { UserAvatar } from '@/components/person';
import { errorText, ProblemAlert } from '@/components/problem';
import { RoleChoice } from '@/components/role-choice';
import { toast } from '@/components/toasts';
import { useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import { shownAddress } from '@/lib/address';
import { hasCode } from '@/lib/errors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { fullName } from '@/lib/format';
import { clashes, differences } from '@/lib/merge';
import { rules } from '@/lib/rules';
import type { User, UserChange } from '@/lib/types';
import { useKept, useUnsaved } from '@/lib/unsaved';
import { userQuery } from '@/lib/users';
import { useUpdateUser } from '../api/changes';
import { Conflict } from './conflict';
import { formOf } from './form-of';
import { LogoChoice } from './logo-choice';

type Props = { user: User; self: boolean; opened: boolean; onClose: () => void };

export function EditUserDialog({ user, self, opened, onClose }: Props) {
  const t = useText();
  const [logo, setLogo] = useState(false);
  // Closing the choice of a logo leads back to the form, which holds what was typed.
  return (
    <Dialog opened={opened} onClose={logo ? () => setLogo(false) : onClose} title={logo ? t.user.logo : t.user.editTitle(fullName(user))}>
      <EditUser user={user} self={self} onClose={onClose} logo={logo} onLogo={setLogo} />
    </Dialog>
  );
}

const valuesOf = ({ first_name, last_name, role, email }: User) => ({ first_name, last_name, role, email });
type Values = ReturnType<typeof valuesOf>;

type EditProps = Omit<Props, 'opened'> & { logo: boolean; onLogo: (choosing: boolean) => void };

function EditUser({ user, self, onClose, logo, onLogo }: EditProps) {
  const t = useText();
  const edit = useEdit(user, onClose);
  const { form, update, theirs, base } = edit;
  const back = useRef<HTMLButtonElement>(null);
  const chosen = useRef(false);
  useEffect(() => {
    if (chosen.current && !logo) back.current?.focus();
    chosen.current = logo;
  }, [logo]);
  if (logo) return <LogoChoice user={user} onDone={() => onLogo(false)} />;
  if (theirs) {
    return (
      <Conflict fields={clashes(form.values, base, valuesOf(theirs))} mine={form.values} theirs={valuesOf(theirs)} pending={update.isPending}
        error={update.error} onMine={() => edit.save(theirs.version)} onTheirs={onClose} />
    );
  }
  return (
    <form {...form.formProps(() => edit.save(edit.version))}>
      <Stack>
        <TextInput label={t.user.firstName} required withAsterisk={false} data-autofocus {...form.getInputProps('first_name')} />
        <TextInput label={t.createUser.lastName} {...form.getInputProps('last_name')} />
        {user.invitation && !self ? (
          <EmailInput label={t.user.email} description={t.user.emailHint} autoComplete="off" required withAsterisk={false} {...form.getInputProps('email')} />
        ) : null}
        {self ? null : <RoleChoice label={t.user.role} {...form.getInputProps('role')} />}
        <Group gap="sm">
          <UserAvatar user={user} size={44} />
          <Button ref={back} variant="default" size="xs" onClick={() => onLogo(true)}>{t.user.logo}…</Button>
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

function useEdit(user: User, onClose: () => void) {
  const t = useText();
  const org = useOrg();
  const client = useQueryClient();
  const update = useUpdateUser(org, user.id);
  // The user as they were when editing began: what If-Match speaks of.
  const [began] = useState(user);
  const base: Values = valuesOf(began);
  const [theirs, setTheirs] = useState<User | null>(null);
  const kept = useKept<Values>(formOf(user));
  const form = useForm<Values>({ ...base, ...kept }, (v) => validate(v, rules.UpdateUserInput, t));
  // What differs is sent, and nothing else is overwritten: what only they changed stays theirs.
  const body: UserChange = differences(form.values, base);
  useUnsaved(formOf(user), update.isSuccess ? {} : body); // the dialog closes slowly
  const save = (version: number) => {
    if (Object.keys(body).length === 0) return onClose();
    update.mutate({ body, version }, {
      onSuccess: () => { toast(body.email ? t.user.corrected(shownAddress(body.email)) : t.common.saved); onClose(); },
      onError: (error) => {
        if (hasCode(error, 'version_conflict')) return void merge();
        const taken = hasCode(error, 'email_taken') ? { email: t.errors.codes.email_taken } : {};
        form.refuse({ ...fieldErrors(error, t), ...taken });
      },
    });
  };
  // Somebody else saved first. What does not touch what they changed is saved on top of it, without a question.
  const merge = () => client.fetchQuery({ ...userQuery(org, user.id), staleTime: 0 }).then(
    (now) => (clashes(form.values, base, valuesOf(now)).length > 0 ? setTheirs(now) : save(now.version)),
    (error: unknown) => toast(errorText(error, t)),
  );
  return { form, update, base, version: began.version, theirs, save };
}
