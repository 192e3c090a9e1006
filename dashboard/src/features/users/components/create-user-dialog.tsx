import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { Dialog } from '@/components/dialog';
import { EmailInput } from '@/components/email-input';
import { ProblemAlert } from '@/components/problem';
import { toast } from '@/components/toasts';
import { organizationQuery } from '@/lib/organization';
import { useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import { hasCode } from '@/lib/errors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { fullName } from '@/lib/format';
import { differences } from '@/lib/merge';
import { rules } from '@/lib/rules';
import type { NewUser, Role } from '@/lib/types';
import { useKept, useUnsaved } from '@/lib/unsaved';
import { MoreSeats } from './more-seats';
import { SeatsFull } from './seats-full';
import { useCreateUser } from '../api/changes';
import { RoleChoice } from '@/components/role-choice';

export function CreateUserDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useText();
  return (
    <Dialog opened={opened} onClose={onClose} title={t.createUser.title}>
      <CreateUserForm onClose={onClose} />
    </Dialog>
  );
}

const formName = 'create user';
const empty = { first_name: '', last_name: '', email: '', role: '' as Role | '' };

function CreateUserForm({ onClose }: { onClose: () => void }) {
  const t = useText();
  const org = useOrg();
  const { data: organization } = useQuery(organizationQuery(org));
  const form = useForm({ ...empty, ...useKept<typeof empty>(formName) }, (v) => validate(v, rules.CreateUserInput, t));
  const submit = useSubmit(form);
  useUnsaved(formName, submit.done ? {} : differences(form.values, empty)); // it is still here while the next page loads
  return (
    <form {...form.formProps(submit.run)}>
      <Stack>
        <SeatsFull seats={submit.done ? undefined : organization?.seats} />
        <TextInput label={t.createUser.firstName} autoComplete="off" required withAsterisk={false} data-autofocus {...form.getInputProps('first_name')} />
        <TextInput label={t.createUser.lastName} autoComplete="off" {...form.getInputProps('last_name')} />
        <EmailInput label={t.createUser.email} autoComplete="off" required withAsterisk={false} {...form.getInputProps('email')} />
        <RoleChoice label={t.createUser.role} {...form.getInputProps('role')} />
        <Text size="sm" c="dimmed">{t.createUser.note(organization?.settings.invitation_days ?? 7)}</Text>
        <Text size="sm"><Link to="/organizations/$org/settings/users/import" params={{ org }}>{t.users.import}</Link></Text>
        {!hasCode(submit.error, 'invalid_request', 'email_taken') && <ProblemAlert error={submit.error} />}
        {hasCode(submit.error, 'seat_limit_reached') && (organization?.seats.available ?? 1) > 0 && <MoreSeats />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" loading={submit.isPending}>{t.createUser.submit}</Button>
        </Group>
      </Stack>
    </form>
  );
}

type Form = ReturnType<typeof useForm<typeof empty>>;

function useSubmit(form: Form) {
  const t = useText();
  const org = useOrg();
  const create = useCreateUser(org);
  const navigate = useNavigate();
  const run = (values: typeof empty) => {
    create.mutate(values as NewUser, { // a form without a role is not sent
      onSuccess: (user) => {
        toast(t.createUser.created(fullName(user)));
        // The list's address without the dialog first: Back leads to the list, not into an empty form.
        void navigate({ to: '/organizations/$org/settings/users', params: { org }, search: (s) => ({ ...s, create: undefined }), replace: true })
          .then(() => navigate({ to: '/organizations/$org/settings/users/$user', params: { org, user: user.id }, ignoreBlocker: true }));
      },
      onError: (error) => {
        const taken = hasCode(error, 'email_taken') ? { email: t.errors.codes.email_taken } : {};
        form.refuse({ ...fieldErrors(error, t), ...taken });
      },
    });
  };
  return { run, error: create.error, isPending: create.isPending, done: create.isSuccess };
}
