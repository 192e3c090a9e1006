import { Button, Stack } from '@mantine/core';
import { CodeInput } from '@/components/code-input';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { useFactorText } from '@/i18n/factors';
import { hasCode } from '@/lib/errors';
import { askPasskey, canPasskey, codeOf } from '@/lib/factors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import type { SecondFactor as Asked } from '@/lib/types';
import { useCompleteSignIn } from '../api/session';

type Props = { asked: Asked; onDone: () => void; onOver: () => void };

/** The second step of a sign-in. `onOver` is called where there is none to complete any more. */
export function SecondFactor({ asked, onDone, onOver }: Props) {
  const t = useText();
  const f = useFactorText();
  const complete = useCompleteSignIn();
  const form = useForm({ code: '' }, (v) => validate(v, { code: { required: true } }, t));
  const options = asked.passkey_options?.public_key;
  const onError = (error: unknown) => {
    if (hasCode(error, 'unauthenticated')) return onOver();
    if (hasCode(error, 'invalid_state')) return onDone(); // completed already
    form.refuse(hasCode(error, 'invalid_factor') ? { code: f.refused } : fieldErrors(error, t));
  };
  const submit = form.formProps(({ code }) => complete.mutate(async () => codeOf(code), { onSuccess: onDone, onError }));
  return (
    <form {...submit}>
      <Stack>
        <CodeInput {...form.getInputProps('code')} />
        {!hasCode(complete.error, 'invalid_factor', 'invalid_request') && <ProblemAlert error={complete.error} />}
        <Button type="submit" loading={complete.isPending} fullWidth>{t.signIn.submit}</Button>
        {options && canPasskey() && (
          <Button variant="default" fullWidth disabled={complete.isPending}
            onClick={() => complete.mutate(async () => ({ passkey: await askPasskey(options) }), { onSuccess: onDone, onError })}>{f.usePasskey}</Button>
        )}
        <Button variant="default" fullWidth onClick={onOver}>{f.startOver}</Button>
      </Stack>
    </form>
  );
}
