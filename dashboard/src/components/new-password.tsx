import { PasswordInput, type PasswordInputProps } from '@mantine/core';
import { useId } from 'react';
import { useText } from '@/i18n';
import { judge, minLength } from '@/lib/password-rules';
import { CheckIcon, DotIcon } from './icons';
import classes from './new-password.module.css';

type Props = Omit<PasswordInputProps, 'value'> & { value: string; personal: readonly string[] };

/** A new password, with its rules ticked off while typing. */
export function NewPassword({ personal, ...props }: Props) {
  const t = useText();
  const id = useId();
  const texts = { length: t.password.length(minLength), varied: t.password.varied, personal: t.password.personal };
  return (
    <div>
      <PasswordInput {...props} autoComplete="new-password" aria-describedby={id}
        visibilityToggleButtonProps={{ 'aria-label': t.password.show }} />
      <div id={id} className={classes.rules}>
        <p className={classes.head}>{t.password.rules}</p>
        <ul className={classes.list}>
          {judge(props.value, personal).map((rule) => (
            <li key={rule.id} data-met={rule.met || undefined} className={classes.rule}>
              {rule.met ? <CheckIcon size={16} /> : <DotIcon size={16} />}
              <span>{texts[rule.id]}</span>
              <span className={classes.state}>({rule.met ? t.password.met : t.password.unmet})</span>
            </li>
          ))}
        </ul>
        <p className={classes.advice}>{t.password.advice}</p>
      </div>
    </div>
  );
}
