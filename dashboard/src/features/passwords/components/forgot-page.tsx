import { Alert, Button, Stack, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EmailInput } from '@/components/email-input';
import { Gate } from '@/components/gate';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { useResetText } from '@/i18n/reset';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { rules } from '@/lib/rules';
import { useRequestReset } from '../api/passwords';

export function ForgotPage() {
  const t = useText();
  const r = useResetText();
  const ask = useRequestReset();
  const form = useForm({ email: '' }, (v) => validate(v, rules.RequestPasswordResetInput, t));
  const submit = form.formProps((body) => ask.mutate(body, { onError: (error) => form.refuse(fieldErrors(error, t)) }));
  return (
    <Gate title={r.requestTitle}>
      {ask.isSuccess ? <Alert variant="light" role="status">{r.requestDone}</Alert> : (
        <form {...submit}>
          <Stack>
            <Text>{r.requestText}</Text>
            <EmailInput label={t.signIn.email} autoComplete="username" {...form.getInputProps('email')} />
            {!form.errors.email && <ProblemAlert error={ask.error} />}
            <Button type="submit" loading={ask.isPending} fullWidth>{r.requestSubmit}</Button>
          </Stack>
        </form>
      )}
      <Link to="/sign-in">{r.backToSignIn}</Link>
    </Gate>
  );
}
