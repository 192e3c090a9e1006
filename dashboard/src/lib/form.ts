// Forms without a library: values, what is wrong with which, and the service's
// own field errors put beside the fields they name.
import { useCallback, useState } from 'react';
import type { Dictionary } from '@/i18n/en';
import { ApiError } from './errors';

export type Errors<V> = Partial<Record<keyof V & string, string>>;

/** The reader's text for one field error; the service's own where there is none. */
export function fieldText(t: Dictionary, code: string, message: string): string {
  return t.errors.fields[code] ?? message;
}

/** What the service found wrong, by field. A name's prefix ("owner.email") may be cut. */
export function fieldErrors(error: unknown, t: Dictionary, prefix = ''): Record<string, string> {
  if (!(error instanceof ApiError)) return {};
  const out: Record<string, string> = {};
  for (const f of error.fields) {
    if (f.field.startsWith(prefix)) out[f.field.slice(prefix.length)] ??= fieldText(t, f.code, f.message);
  }
  return out;
}

export function useForm<V extends Record<string, string>>(initial: V) {
  const [values, setValues] = useState(initial);
  const [errors, setErrors] = useState<Errors<V>>({});
  const set = useCallback(<K extends keyof V & string>(name: K, value: V[K]) => {
    setValues((v) => ({ ...v, [name]: value }));
    setErrors((e) => ({ ...e, [name]: undefined }));
  }, []);
  /** What an input needs to be this field. */
  const field = <K extends keyof V & string>(name: K) => ({
    name,
    value: values[name],
    error: errors[name],
    onChange: (e: { currentTarget: { value: string } }) => set(name, e.currentTarget.value as V[K]),
  });
  return { values, errors, set, setValues, setErrors, field };
}

/** Puts the focus on the first field that is wrong, once it is drawn. */
export function focusFirstError(form: HTMLElement | null): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"], [data-error] input')?.focus());
}
