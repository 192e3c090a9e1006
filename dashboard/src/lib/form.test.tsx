import { MantineProvider, TextInput } from '@mantine/core';
import { fireEvent, render, screen, waitFor } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { en } from '@/i18n/en';
import { ApiError } from './errors';
import { fieldErrors, useForm, validate, wrong } from './form';
import { newPassword, rules } from './rules';

test.each([
  ['a'.repeat(newPassword.minLength - 1), 'too_short'],
  ['é'.normalize('NFD').repeat(newPassword.minLength - 1), 'too_short'], // more code points than characters
  ['😀'.repeat(newPassword.minLength), undefined],
  ['a'.repeat(newPassword.maxLength), undefined],
  ['a'.repeat(newPassword.maxLength + 1), 'too_long'],
  ['', 'required'],
])('a new password %s', (password, code) => expect(wrong(password, newPassword)).toBe(code));

test.each([['0', 'out_of_range'], ['1', undefined], ['30', undefined], ['31', 'out_of_range'], ['x', 'out_of_range'], ['1.5', 'out_of_range'], [' ', 'required']])('%s days', (days, code) => {
  expect(wrong(days, { required: true, ...rules.SettingsPatch.invitation_days })).toBe(code);
});

function Form({ send }: { send: (refuse: (error: unknown) => void) => void }) {
  const form = useForm({ first_name: 'Ada', email: '' }, (v) => validate(v, rules.CreateUserInput, en));
  return (
    <form {...form.formProps(() => send((error) => form.refuse(fieldErrors(error, en, 'owner.'))))}>
      <TextInput label="First name" {...form.getInputProps('first_name')} />
      <TextInput label="Email" {...form.getInputProps('email')} />
      <button type="submit">Send</button>
    </form>
  );
}

test('what is wrong stands beside its field, which gets the focus: before sending, and after the service refused', async () => {
  const send = vi.fn((refuse: (error: unknown) => void) => refuse(new ApiError({ code: 'invalid_request', status: 400, fields: [
    { field: 'owner.first_name', code: 'too_long', message: 'm' }, { field: 'owner.email', code: 'new_code', message: 'From the service' },
  ] })));
  render(<MantineProvider><Form send={send} /></MantineProvider>);
  fireEvent.click(screen.getByText('Send'));
  const email = screen.getByLabelText('Email');
  await waitFor(() => expect(document.activeElement).toBe(email));
  expect(screen.queryByText(en.errors.fields.required ?? '')).not.toBeNull();
  expect(send).not.toHaveBeenCalled();

  fireEvent.change(email, { target: { value: 'ada@example.com' } });
  expect(screen.queryByText(en.errors.fields.required ?? '')).toBeNull();
  fireEvent.click(screen.getByText('Send'));
  await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText('First name')));
  expect(screen.queryByText('From the service')).not.toBeNull();
});
