import { Button, Checkbox, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { Gate } from '@/components/gate';
import { NewPassword } from '@/components/new-password';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { shownAddress } from '@/lib/address';
import { hasCode } from '@/lib/errors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { newPassword } from '@/lib/rules';
import { resetQuery, useReset } from '../api/passwords';

export function ResetPage() {
  const t = useText();
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
    <Gate title={t.reset.title}>
      <form {...submit}>
        <Stack>
          <Text>{t.reset.text}</Text>
          {/* For password managers: whose password this is. */}
          <input type="text" name="email" autoComplete="username" value={whose?.email ?? ''} readOnly hidden />
          <NewPassword label={t.reset.newPassword} description={whose && shownAddress(whose.email)} {...form.getInputProps('password')} />
          <Checkbox label={t.reset.endKeys} description={t.reset.endKeysHint} checked={endKeys} onChange={(e) => setEndKeys(e.currentTarget.checked)} />
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
