import { Alert, Button, PasswordInput, Stack } from '@mantine/core';
import { Link, useNavigate, useRouter, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { EmailInput } from '@/components/email-input';
import { Gate } from '@/components/gate';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { useFactorText } from '@/i18n/factors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { canPasskey } from '@/lib/factors';
import { rules } from '@/lib/rules';
import type { SecondFactor as Asked } from '@/lib/types';
import { usePasskeySignIn } from '../api/passkey';
import { useSignIn } from '../api/session';
import { SecondFactor } from './second-factor';

export function SignInPage() {
  const t = useText();
  const { title } = useFactorText();
  const { why } = useSearch({ from: '/sign-in' });
  const notice = why && { ended: t.signIn.ended, out: t.signIn.signedOut, password: t.signIn.passwordSet, factor: undefined }[why];
  const [asked, ask] = useState<Asked | null>(why === 'factor' ? anyCode : null);
  const goOn = useGoOn();
  return (
    <Gate title={asked ? title : t.signIn.title}>
      {notice && !asked && <Alert variant="light" role="status">{notice}</Alert>}
      {asked ? <SecondFactor asked={asked} onDone={goOn} onOver={() => ask(null)} /> : <SignInForm onAsked={ask} />}
    </Gate>
  );
}

/** Only the password's answer says which there are. */
const anyCode: Asked = { methods: ['totp', 'recovery_code'], passkey_options: null };

function SignInForm({ onAsked }: { onAsked: (asked: Asked) => void }) {
  const t = useText();
  const f = useFactorText();
  const signIn = useSignIn();
  const form = useForm({ email: '', password: '' }, (v) => validate(v, rules.SignInInput, t));
  const goOn = useGoOn();
  const passkey = usePasskeySignIn(goOn);
  const submit = form.formProps((body) => signIn.mutate(body, {
    onSuccess: ({ second_factor: asked }) => (asked ? onAsked(asked) : goOn()),
    onError: (error) => form.refuse(fieldErrors(error, t)),
  }));
  return (
    <form {...submit}>
      <Stack>
        <EmailInput label={t.signIn.email} autoComplete="username webauthn" required withAsterisk={false} {...form.getInputProps('email')} />
        <PasswordInput label={t.signIn.password} autoComplete="current-password" required withAsterisk={false}
          visibilityToggleButtonProps={{ 'aria-label': t.password.show }} {...form.getInputProps('password')} />
        <ProblemAlert error={signIn.error ?? passkey.error} />
        <Button type="submit" loading={signIn.isPending} fullWidth>{t.signIn.submit}</Button>
        {canPasskey() && <Button variant="default" loading={passkey.isPending} fullWidth onClick={passkey.ask}>{f.usePasskey}</Button>}
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
