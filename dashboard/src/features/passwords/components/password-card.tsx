import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { AccountName } from '@/components/email-input';
import { NewPassword } from '@/components/new-password';
import { Card } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { toast } from '@/components/toasts';
import { useChangePassword } from '../api/passwords';
import { useText } from '@/i18n';
import { useResetText } from '@/i18n/reset';
import { hasCode } from '@/lib/errors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { newPassword, rules } from '@/lib/rules';
import type { User } from '@/lib/types';

const empty = { current_password: '', password: '' };

/** Changes one's own password, with the one there is. */
export function PasswordCard({ user }: { user: User }) {
  const t = useText();
  const r = useResetText();
  const change = useChangePassword();
  const form = useForm(empty, (v) => validate(v, { ...rules.ChangePasswordInput, password: newPassword }, t));
  const submit = form.formProps((body) => change.mutate(body, {
    onSuccess: () => { form.reset(); toast(t.profile.changePasswordDone); },
    onError: (error) => form.refuse(hasCode(error, 'invalid_credentials') ? { current_password: t.errors.fields.wrong_password } : fieldErrors(error, t)),
  }));
  return (
    <Card title={t.profile.password}>
      <form {...submit}>
        <Stack maw="28rem">
          <Text size="sm">{t.profile.changePasswordText}</Text>
          <AccountName email={user.email} />
          <PasswordInput label={t.profile.currentPassword} autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t.password.show }} {...form.getInputProps('current_password')} />
          <NewPassword label={r.newPassword} {...form.getInputProps('password')} />
          {!hasCode(change.error, 'invalid_credentials', 'invalid_request') && <ProblemAlert error={change.error} />}
          <Group><Button type="submit" variant="default" loading={change.isPending}>{t.profile.changePassword}</Button></Group>
        </Stack>
      </form>
    </Card>
  );
}
