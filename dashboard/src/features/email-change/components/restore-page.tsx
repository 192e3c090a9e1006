import { Button, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { AccountName } from '@/components/email-input';
import { Gate } from '@/components/gate';
import { NewPassword } from '@/components/new-password';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { useEmailChangeText } from '@/i18n/email-change';
import { shownAddress } from '@/lib/address';
import { hasCode } from '@/lib/errors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { newPassword } from '@/lib/rules';
import { restorationQuery, useRestoreEmail } from '../api/email-change';
import { Outcome } from './confirm-page';

/** Where the link of the notice to a former address leads. */
export function RestorePage({ token }: { token: string }) {
  const t = useText();
  const e = useEmailChangeText();
  const { data: whose, error: unreadable } = useQuery(restorationQuery(token));
  const restore = useRestoreEmail(token);
  const client = useQueryClient();
  const [done, setDone] = useState(false);
  const form = useForm({ password: '' }, (v) => validate(v, { password: newPassword }, t));
  const submit = form.formProps((v) => restore.mutate(v, {
    onSuccess: () => { setDone(true); client.clear(); },
    onError: (error) => form.refuse(fieldErrors(error, t)),
  }));
  if (done) return <Outcome title={e.restoredTitle} text={e.restoredText} signIn={{}} />;
  if (hasCode(restore.error ?? unreadable, 'not_found')) return <Outcome title={e.invalidTitle} text={e.invalidText} signIn={{}} />;
  return (
    <Gate title={e.restoreTitle}>
      {!whose && <ProblemAlert error={unreadable} />}
      {whose && (
        <form {...submit}>
          <Stack>
            <Text>{e.restoreText(shownAddress(whose.email))}</Text>
            <AccountName email={whose.email} />
            <NewPassword label={e.newPassword} {...form.getInputProps('password')} />
            {!form.errors.password && <ProblemAlert error={restore.error} />}
            <Button type="submit" loading={restore.isPending} fullWidth>{e.restore}</Button>
          </Stack>
        </form>
      )}
    </Gate>
  );
}
