import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { type FormEvent, useRef } from 'react';
import { Gate } from '@/components/gate';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { fieldErrors, focusFirstError, useForm } from '@/lib/form';
import { useSignIn } from '../api/me';

export function SignInPage() {
  const t = useText();
  const { why } = useSearch({ from: '/sign-in' });
  const notice = why && { ended: t.signIn.ended, out: t.signIn.signedOut, password: t.signIn.passwordSet }[why];
  return (
    <Gate title={t.signIn.title}>
      {notice && <Alert variant="light" role="status">{notice}</Alert>}
      <SignInForm />
    </Gate>
  );
}

function SignInForm() {
  const t = useText();
  const signIn = useSignIn();
  const form = useForm({ email: '', password: '' });
  const element = useRef<HTMLFormElement>(null);
  const goOn = useGoOn();
  const submit = (e: FormEvent) => {
    e.preventDefault();
    const missing = Object.fromEntries(Object.entries(form.values).filter(([, v]) => v === '').map(([k]) => [k, t.errors.fields.required]));
    form.setErrors(missing);
    if (Object.keys(missing).length > 0) return focusFirstError(element.current);
    signIn.mutate(form.values, {
      onSuccess: goOn,
      onError: (error) => { form.setErrors(fieldErrors(error, t)); focusFirstError(element.current); },
    });
  };
  return (
    <form onSubmit={submit} noValidate ref={element}>
      <Stack>
        <TextInput label={t.signIn.email} type="email" autoComplete="username" inputMode="email" required withAsterisk={false} {...form.field('email')} />
        <PasswordInput label={t.signIn.password} autoComplete="current-password" required withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t.password.show }} {...form.field('password')} />
        <ProblemAlert error={signIn.error} />
        <Button type="submit" loading={signIn.isPending} fullWidth>{t.signIn.submit}</Button>
        <Link to="/forgot-password">{t.signIn.forgot}</Link>
      </Stack>
    </form>
  );
}

/** Goes to where the visitor was going before they were asked to sign in. */
function useGoOn() {
  const { to } = useSearch({ from: '/sign-in' });
  const router = useRouter();
  const navigate = useNavigate();
  return () => {
    if (to) router.history.push(to);
    else void navigate({ to: '/' });
  };
}
