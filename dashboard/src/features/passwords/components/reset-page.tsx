import { Button, Checkbox, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Gate } from '@/components/gate';
import { NewPassword } from '@/components/new-password';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { useResetText } from '@/i18n/reset';
import { shownAddress } from '@/lib/address';
import { hasCode } from '@/lib/errors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { newPassword } from '@/lib/rules';
import { resetQuery, useReset } from '../api/passwords';

export function ResetPage() {
  const t = useText();
  const r = useResetText();
  const { token } = useParams({ from: '/password-resets/$token' });
  const { data: whose, error: unreadable } = useQuery(resetQuery(token));
  const reset = useReset(token);
  const navigate = useNavigate();
  const client = useQueryClient();
  const [endKeys, setEndKeys] = useState(false);
  const form = useForm({ password: '' }, (v) => validate(v, { password: newPassword }, t));
  const submit = form.formProps(({ password }) => reset.mutate({ password, end_keys: endKeys }, {
    onSuccess: () => { client.clear(); void navigate({ to: '/sign-in', search: { why: 'password' }, replace: true }); },
    onError: (error) => form.refuse(fieldErrors(error, t)),
  }));
  if (hasCode(reset.error ?? unreadable, 'password_reset_invalid', 'not_found')) return <Invalid />;
  return (
    <Gate title={r.title}>
      <form {...submit}>
        <Stack>
          <Text>{r.text}</Text>
          {/* For password managers: whose password this is. */}
          <input type="text" name="email" autoComplete="username" value={whose?.email ?? ''} readOnly hidden />
          <NewPassword label={r.newPassword} description={whose && shownAddress(whose.email)} {...form.getInputProps('password')} />
          <Checkbox label={r.endKeys} description={r.endKeysHint} checked={endKeys} onChange={(e) => setEndKeys(e.currentTarget.checked)} />
          {!form.errors.password && <ProblemAlert error={reset.error} />}
          <Button type="submit" loading={reset.isPending} fullWidth>{r.submit}</Button>
        </Stack>
      </form>
    </Gate>
  );
}

function Invalid() {
  const r = useResetText();
  return (
    <Gate title={r.invalidTitle}>
      <Text>{r.invalidText}</Text>
      <Link to="/forgot-password">{r.again}</Link>
      <Link to="/sign-in">{r.backToSignIn}</Link>
    </Gate>
  );
}
