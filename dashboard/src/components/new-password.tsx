import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { IconCheck, IconPointFilled } from '@tabler/icons-react';
import { useId } from 'react';
import { useText } from '@/i18n';
import { wrong } from '@/lib/form';
import { newPassword } from '@/lib/rules';
import classes from './new-password.module.css';

/** A new password, with its length told while typing. The service knows the common and the easily guessed ones. */
export function NewPassword({ value = '', ...props }: Omit<PasswordInputProps, 'value'> & { value?: string }) {
  const t = useText();
  const id = useId();
  const met = wrong(value, newPassword) === undefined;
  return (
    <div>
      <PasswordInput {...props} value={value} autoComplete="new-password" aria-describedby={id}
        visibilityToggleButtonProps={{ 'aria-label': t.password.show }} />
      <div id={id} className={classes.rules}>
        <p data-met={met || undefined} className={classes.rule}>
          {met ? <IconCheck size={16} aria-hidden /> : <IconPointFilled size={16} aria-hidden />}
          <span>{t.password.length(newPassword.minLength)}</span>
          <span className={classes.state}>({met ? t.password.met : t.password.unmet})</span>
        </p>
        <p className={classes.advice}>{t.password.advice}</p>
      </div>
    </div>
  );
}
