import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { EmailInput } from '@/components/email-input';
import { Gate } from '@/components/gate';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { rules } from '@/lib/rules';
import { useSignIn } from '../api/session';

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
  const form = useForm({ email: '', password: '' }, (v) => validate(v, rules.SignInInput, t));
  const goOn = useGoOn();
  const submit = form.formProps((body) => signIn.mutate(body, { onSuccess: goOn, onError: (error) => form.refuse(fieldErrors(error, t)) }));
  return (
    <form {...submit}>
      <Stack>
        <EmailInput label={t.signIn.email} autoComplete="username" required withAsterisk={false} {...form.getInputProps('email')} />
        <PasswordInput label={t.signIn.password} autoComplete="current-password" required withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t.password.show }} {...form.getInputProps('password')} />
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
