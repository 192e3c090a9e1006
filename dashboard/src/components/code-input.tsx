import { TextInput, type TextInputProps } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useFactorText } from '@/i18n/factors';

/** A one-time code or a recovery code. It takes the focus, for it comes in the place of what had it. */
export function CodeInput(props: TextInputProps) {
  const f = useFactorText();
  const ref = useRef<HTMLInputElement>(null);
  useEffect(() => ref.current?.focus(), []);
  return (
    <TextInput ref={ref} label={f.code} description={f.codeHint} autoComplete="one-time-code" autoCapitalize="none"
      autoCorrect="off" spellCheck={false} data-autofocus {...props} />
  );
}
