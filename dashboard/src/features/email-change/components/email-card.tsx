import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Dialog } from '@/components/dialog';
import { EmailInput } from '@/components/email-input';
import { Card } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { When } from '@/components/time';
import { toast } from '@/components/toasts';
import { useText } from '@/i18n';
import { useEmailChangeText } from '@/i18n/email-change';
import { shownAddress } from '@/lib/address';
import { ApiError } from '@/lib/errors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { rules } from '@/lib/rules';
import { emailChangeQuery, useCancelEmailChange, useRequestEmailChange } from '../api/email-change';

/** One's address, and the change of it that waits for its link to be followed. */
export function EmailCard() {
  const e = useEmailChangeText();
  const { data: change, error, refetch } = useQuery(emailChangeQuery);
  const [open, setOpen] = useState(false);
  const again = useRequestEmailChange();
  const cancel = useCancelEmailChange();
  const pending = change?.pending;
  return (
    <Card title={e.card}>
      <Text size="sm">{e.text}</Text>
      {!change && <ProblemAlert error={error} retry={() => void refetch()} />}
      {change && <Text size="sm" fw={600}>{shownAddress(change.email)}</Text>}
      {pending && (
        <Text size="sm" role="status">{e.pending(shownAddress(pending.email))} {e.until} <When at={pending.expires_at} />.</Text>
      )}
      <ProblemAlert error={again.error ?? cancel.error} />
      <Group gap="xs">
        <Button size="xs" variant="default" disabled={!change} onClick={() => setOpen(true)}>{e.change}</Button>
        {pending && (
          <>
            <Button size="xs" variant="default" loading={again.isPending}
              onClick={() => again.mutate({ email: pending.email }, { onSuccess: () => toast(e.sent) })}>{e.resend}</Button>
            <Button size="xs" variant="default" loading={cancel.isPending}
              onClick={() => cancel.mutate(undefined, { onSuccess: () => toast(e.cancelled) })}>{e.cancel}</Button>
          </>
        )}
      </Group>
      <Dialog opened={open} onClose={() => setOpen(false)} title={e.change}><Change onDone={() => { setOpen(false); toast(e.sent); }} /></Dialog>
    </Card>
  );
}

function Change({ onDone }: { onDone: () => void }) {
  const t = useText();
  const e = useEmailChangeText();
  const request = useRequestEmailChange();
  const form = useForm({ email: '' }, (v) => validate(v, rules.RequestEmailChangeInput, t));
  const refuse = (error: unknown) => {
    const own = error instanceof ApiError && error.fields.some((f) => f.code === 'not_allowed');
    form.refuse(own ? { email: e.yours } : fieldErrors(error, t));
  };
  return (
    <form {...form.formProps((v) => request.mutate(v, { onSuccess: onDone, onError: refuse }))}>
      <Stack>
        <EmailInput label={e.newAddress} description={e.newHint} autoComplete="email" data-autofocus {...form.getInputProps('email')} />
        {!form.errors.email && <ProblemAlert error={request.error} />}
        <Group justify="flex-end"><Button type="submit" loading={request.isPending}>{e.send}</Button></Group>
      </Stack>
    </form>
  );
}
