import { TextInput, type TextInputProps } from '@mantine/core';

/**
 * An input for an email address. It is never of the type "email": Chromium turns the domain of such an input into
 * another form, which for some letters (ß) is another domain. What is an address, the service says.
 */
export function EmailInput(props: TextInputProps) {
  return <TextInput inputMode="email" autoCapitalize="none" autoCorrect="off" spellCheck={false} {...props} />;
}

/** Tells password managers whose password a form asks for. */
export function AccountName({ email }: { email: string }) {
  return <input type="text" name="email" autoComplete="username" value={email} readOnly hidden />;
}
