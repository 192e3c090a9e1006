import { Alert, Button, CopyButton, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconCopy } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Dialog } from '@/components/dialog';
import { ProblemAlert } from '@/components/problem';
import { useOrg } from '@/lib/session';
import { RoleChoice } from '@/components/role-choice';
import { useText } from '@/i18n';
import { hasCode } from '@/lib/errors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { differences } from '@/lib/merge';
import { rules } from '@/lib/rules';
import type { Role } from '@/lib/types';
import { useKept, useUnsaved } from '@/lib/unsaved';
import { useCreateAPIKey } from '../api/api-keys';

export function CreateKeyDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const t = useText();
  const org = useOrg();
  const create = useCreateAPIKey(org);
  const secret = create.data?.secret;
  // A secret that is shown once is not lost by a click beside the dialog.
  return (
    <Dialog opened={opened} onClose={onClose} onExitTransitionEnd={create.reset} title={secret ? t.keys.secretTitle : t.keys.create}
      closeOnClickOutside={!secret} closeOnEscape={!secret} withCloseButton={!secret}>
      {secret ? <Secret secret={secret} onDone={onClose} /> : <Form create={create} onClose={onClose} />}
    </Dialog>
  );
}

const lifetimes = [30, 90, 365];
const dayMs = 86_400_000;
const empty = { name: '', role: 'auditor' as Role, days: '90' };

function Form({ create, onClose }: { create: ReturnType<typeof useCreateAPIKey>; onClose: () => void }) {
  const t = useText();
  const form = useForm({ ...empty, ...useKept<typeof empty>('create key') }, (v) => validate(v, rules.CreateAPIKeyInput, t));
  useUnsaved('create key', differences(form.values, empty));
  const submit = form.formProps(({ name, role, days }) => {
    const expires_at = days === '' ? undefined : new Date(Date.now() + Number(days) * dayMs).toISOString();
    create.mutate({ name, role, expires_at }, { onError: (error) => form.refuse(fieldErrors(error, t)) });
  });
  return (
    <form {...submit}>
      <Stack>
        <TextInput label={t.keys.name} description={t.keys.nameHint} data-autofocus autoComplete="off" {...form.getInputProps('name')} />
        <RoleChoice label={t.keys.role} {...form.getInputProps('role')} />
        <NativeSelect label={t.keys.expiresIn} {...form.getInputProps('days')}
          data={[...lifetimes.map((d) => ({ value: String(d), label: t.keys.days(d) })), { value: '', label: t.keys.forever }]} />
        {!hasCode(create.error, 'invalid_request') && <ProblemAlert error={create.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" loading={create.isPending}>{t.keys.create}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function Secret({ secret, onDone }: { secret: string; onDone: () => void }) {
  const t = useText();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <Stack>
      <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} role="alert">{t.keys.secretText}</Alert>
      <TextInput ref={field} readOnly label={t.keys.secretLabel} value={secret} data-autofocus data-secret
        onFocus={(e) => e.currentTarget.select()} styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} />
      <Group justify="flex-end">
        <CopyButton value={secret}>
          {({ copied, copy }) => <Button leftSection={<IconCopy size={16} aria-hidden />} onClick={copy}>{copied ? t.common.copied : t.common.copy}</Button>}
        </CopyButton>
        <Button variant="default" onClick={onDone}>{t.keys.secretDone}</Button>
      </Group>
    </Stack>
  );
}
