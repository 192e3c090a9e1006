import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useText } from '@/i18n';
import { useFactorText } from '@/i18n/factors';
import { useAction } from '@/lib/action';
import { api } from '@/lib/client';
import { hasCode } from '@/lib/errors';
import { askPasskey, canPasskey, codeOf, factorsQuery, passkeyOptions } from '@/lib/factors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { meQuery } from '@/lib/session';
import type { ProofInput } from '@/lib/types';
import { CodeInput } from './code-input';
import { Dialog } from './dialog';
import { AccountName } from './email-input';
import { ProblemAlert } from './problem';

type Props = { opened: boolean; onClose: () => void; onProved: () => void };

/** Asks for the password, a code or a passkey, and tells when one was accepted. */
export function ProofDialog({ opened, onClose, onProved }: Props) {
  const { title } = useFactorText();
  return <Dialog opened={opened} onClose={onClose} title={title}><ProofForm onClose={onClose} onProved={onProved} /></Dialog>;
}

function ProofForm({ onClose, onProved }: Omit<Props, 'opened'>) {
  const t = useText();
  const f = useFactorText();
  const email = useQueryClient().getQueryData(meQuery.queryKey)?.identity?.email ?? '';
  const { data: factors } = useQuery(factorsQuery);
  const [byCode, setByCode] = useState(false);
  const prove = useAction({ mutationFn: async (give: () => Promise<ProofInput>) => api.POST('/v1/sessions/current/proof', { body: await give() }) });
  const form = useForm({ secret: '' }, (v) => validate(v, { secret: { required: true } }, t));
  const give = (how: () => Promise<ProofInput>) => prove.mutate(how, {
    onSuccess: onProved,
    onError: (error) => {
      if (hasCode(error, 'unauthenticated')) return onClose();
      const wrong = byCode ? f.refused : t.errors.fields.wrong_password;
      form.refuse(hasCode(error, 'invalid_factor', 'invalid_credentials') ? { secret: wrong } : fieldErrors(error, t));
    },
  });
  const change = () => { form.reset(); prove.reset(); setByCode(!byCode); };
  return (
    <form {...form.formProps(({ secret }) => give(async () => (byCode ? codeOf(secret) : { password: secret })))}>
      <Stack>
        <Text size="sm">{f.proofText}</Text>
        <AccountName email={email} />
        {byCode ? <CodeInput {...form.getInputProps('secret')} /> : (
          <PasswordInput label={f.proofPassword} autoComplete="current-password" data-autofocus
            visibilityToggleButtonProps={{ 'aria-label': t.password.show }} {...form.getInputProps('secret')} />
        )}
        {!hasCode(prove.error, 'invalid_factor', 'invalid_credentials', 'invalid_request') && <ProblemAlert error={prove.error} />}
        {factors && (factors.totp || factors.recovery_codes > 0) && (
          <Group><Button variant="default" size="xs" onClick={change}>{byCode ? f.proofUsePassword : f.proofUseCode}</Button></Group>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t.common.cancel}</Button>
          {factors && factors.passkeys.length > 0 && canPasskey() && (
            <Button variant="default" disabled={prove.isPending} onClick={() => give(async () => ({ passkey: await askPasskey(await passkeyOptions()) }))}>{f.usePasskey}</Button>
          )}
          <Button type="submit" loading={prove.isPending}>{f.confirm}</Button>
        </Group>
      </Stack>
    </form>
  );
}
