import { Button, Stack, Text } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { type FormEvent, useRef } from 'react';
import { Gate } from '@/components/gate';
import { NewPassword } from '@/components/new-password';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { hasCode } from '@/lib/errors';
import { fieldErrors, focusFirstError, useForm } from '@/lib/form';
import { meetsLength } from '@/lib/password-rules';
import { useReset } from '../api/passwords';

export function ResetPage() {
  const t = useText();
  const { token } = useParams({ from: '/password-resets/$token' });
  const reset = useReset(token);
  const navigate = useNavigate();
  const client = useQueryClient();
  const form = useForm({ password: '' });
  const element = useRef<HTMLFormElement>(null);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (!meetsLength(form.values.password)) {
      form.setErrors({ password: form.values.password === '' ? t.errors.fields.required : t.errors.fields.too_short });
      return focusFirstError(element.current);
    }
    reset.mutate(form.values, {
      onSuccess: () => { client.clear(); void navigate({ to: '/sign-in', search: { why: 'password' }, replace: true }); },
      onError: (error) => { form.setErrors(fieldErrors(error, t)); focusFirstError(element.current); },
    });
  };
  if (hasCode(reset.error, 'password_reset_invalid', 'not_found')) return <Invalid />;
  return (
    <Gate title={t.reset.title}>
      <form onSubmit={submit} noValidate ref={element}>
        <Stack>
          <Text>{t.reset.text}</Text>
          <NewPassword label={t.reset.newPassword} personal={[]} {...form.field('password')} />
          {!form.errors.password && <ProblemAlert error={reset.error} />}
          <Button type="submit" loading={reset.isPending} fullWidth>{t.reset.submit}</Button>
        </Stack>
      </form>
    </Gate>
  );
}

function Invalid() {
  const t = useText();
  return (
    <Gate title={t.reset.invalidTitle}>
      <Text>{t.reset.invalidText}</Text>
      <Link to="/forgot-password">{t.reset.again}</Link>
      <Link to="/sign-in">{t.reset.backToSignIn}</Link>
    </Gate>
  );
}
