// Forms: @mantine/form, checked by the service's own rules, with what the
// service found wrong put beside the fields, and the focus on the first of them.
import { useForm as useMantineForm } from '@mantine/form';
import { useRef } from 'react';
import { flushSync } from 'react-dom';
import type { Dictionary } from '@/i18n/en';
import { ApiError } from './errors';

export type Errors = Record<string, string | undefined>;
type Rule = { required?: boolean; minLength?: number; maxLength?: number; minimum?: number; maximum?: number };

/** The length of a text as the service counts it: characters (code points) of the normal form. */
function lengthOf(text: string): number {
  return [...text.normalize('NFC')].length;
}

/** What is wrong with a value, as the code of the service's field errors. */
export function wrong(value: string, rule: Rule): string | undefined {
  const { required, minLength = 0, maxLength = Infinity, minimum, maximum = Infinity } = rule;
  if (value.trim() === '') return required || minLength > 0 ? 'required' : undefined;
  if (lengthOf(value) < minLength) return 'too_short';
  if (lengthOf(value) > maxLength) return 'too_long';
  if (minimum === undefined) return undefined;
  const n = Number(value);
  return Number.isInteger(n) && n >= minimum && n <= maximum ? undefined : 'out_of_range';
}

/** Validates values by the rules (src/lib/rules.ts) of the input they are sent as. */
export function validate(values: Record<string, string>, rules: Partial<Record<string, Rule>>, t: Dictionary): Errors {
  const codes = Object.entries(values).map(([field, value]) => [field, wrong(value, rules[field] ?? {})] as const);
  return Object.fromEntries(codes.flatMap(([field, code]) => (code ? [[field, fieldText(t, code)]] : [])));
}

/** The reader's text for one field error; the service's own where there is none. */
function fieldText(t: Dictionary, code: string, message = code): string {
  return t.errors.fields[code] ?? message;
}

/** What the service found wrong, by field. A name's prefix ("settings.") may be cut. */
export function fieldErrors(error: unknown, t: Dictionary, prefix = ''): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const out: Record<string, string> = {};
  for (const f of error.fields) {
    if (f.field.startsWith(prefix)) out[f.field.slice(prefix.length)] ??= fieldText(t, f.code, f.message);
  }
  return out;
}

/** A form of texts; `check` runs before it is sent. */
export function useForm<V extends Record<string, string>>(initialValues: V, check: (values: V) => Errors) {
  const form = useMantineForm<V>({ initialValues, validate: check, enhanceGetInputProps: ({ field }) => ({ name: String(field) }) });
  const element = useRef<HTMLFormElement>(null);
  const focus = () => focusFirstError(element.current);
  return {
    ...form,
    /** What a <form> needs. */
    formProps: (submit: (values: V) => void) => ({ ref: element, noValidate: true, onSubmit: form.onSubmit(submit, focus) }),
    /** Shows what is wrong, and goes there: drawn at once, for a busy browser may draw only after the next frame. */
    refuse: (errors: Errors) => { flushSync(() => form.setErrors(errors)); focus(); },
  };
}

/** Puts the focus on the first field that is wrong, once it is drawn. */
function focusFirstError(form: HTMLElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"], [data-error] input')?.focus());
}
