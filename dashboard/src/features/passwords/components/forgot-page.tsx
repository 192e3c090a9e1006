import { Alert, Button, Stack, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type FormEvent, useRef } from 'react';
import { Gate } from '@/components/gate';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { fieldErrors, focusFirstError, useForm } from '@/lib/form';
import { useRequestReset } from '../api/passwords';

export function ForgotPage() {
  const t = useText();
  const ask = useRequestReset();
  const form = useForm({ email: '' });
  const element = useRef<HTMLFormElement>(null);
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (form.values.email.trim() === '') {
      form.setErrors({ email: t.errors.fields.required });
      return focusFirstError(element.current);
    }
    ask.mutate(form.values, {
      onError: (error) => { form.setErrors(fieldErrors(error, t)); focusFirstError(element.current); },
    });
  };
  return (
    <Gate title={t.reset.requestTitle}>
      {ask.isSuccess ? <Alert variant="light" role="status">{t.reset.requestDone}</Alert> : (
        <form onSubmit={submit} noValidate ref={element}>
          <Stack>
            <Text>{t.reset.requestText}</Text>
            <TextInput label={t.signIn.email} type="email" inputMode="email" autoComplete="username" {...form.field('email')} />
            {!form.errors.email && <ProblemAlert error={ask.error} />}
            <Button type="submit" loading={ask.isPending} fullWidth>{t.reset.requestSubmit}</Button>
          </Stack>
        </form>
      )}
      <Link to="/sign-in">{t.reset.backToSignIn}</Link>
    </Gate>
  );
}
