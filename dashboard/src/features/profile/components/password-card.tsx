import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { type FormEvent, useRef } from 'react';
import { NewPassword } from '@/components/new-password';
import { Card } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { toast } from '@/components/toasts';
import { useChangePassword } from '@/features/passwords/api/passwords';
import { useText } from '@/i18n';
import { hasCode } from '@/lib/errors';
import { fieldErrors, focusFirstError, useForm } from '@/lib/form';
import { meetsLength } from '@/lib/password-rules';
import type { User } from '@/lib/types';

const empty = { current_password: '', password: '' };

/** Changes one's own password, with the one there is. */
export function PasswordCard({ user }: { user: User }) {
  const t = useText();
  const change = useChangePassword();
  const form = useForm(empty);
  const element = useRef<HTMLFormElement>(null);
  const refuse = (errors: Partial<typeof empty>) => { form.setErrors(errors); focusFirstError(element.current); };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (form.values.current_password === '') return refuse({ current_password: t.errors.fields.required });
    if (!meetsLength(form.values.password)) return refuse({ password: t.errors.fields.too_short });
    change.mutate(form.values, {
      onSuccess: () => { form.setValues(empty); toast(t.profile.changePasswordDone); },
      onError: (error) => refuse(hasCode(error, 'invalid_credentials')
        ? { current_password: t.errors.fields.wrong_password } : fieldErrors(error, t)),
    });
  };
  return (
    <Card title={t.profile.password}>
      <form onSubmit={submit} noValidate ref={element}>
        <Stack maw="28rem">
          <Text size="sm">{t.profile.changePasswordText}</Text>
          <input type="email" name="email" autoComplete="username" value={user.email} readOnly hidden />
          <PasswordInput label={t.profile.currentPassword} autoComplete="current-password"
            visibilityToggleButtonProps={{ 'aria-label': t.password.show }} {...form.field('current_password')} />
          <NewPassword label={t.reset.newPassword} personal={[user.first_name, user.last_name, user.email]} {...form.field('password')} />
          {!hasCode(change.error, 'invalid_credentials', 'invalid_request') && <ProblemAlert error={change.error} />}
          <Group><Button type="submit" variant="default" loading={change.isPending}>{t.profile.changePassword}</Button></Group>
        </Stack>
      </form>
    </Card>
  );
}
