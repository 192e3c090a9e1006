// What somebody has typed and not saved: leaving asks first, however one leaves, and a session that ends keeps it.
import { useBlocker } from '@tanstack/react-router';
import { createContext, type RefObject, use, useEffect, useLayoutEffect, useState } from 'react';
import { useText } from '@/i18n';
import { useMe } from './session';

/** Whether the dialog around a form holds something unsaved. */
export const UnsavedInDialog = createContext<RefObject<boolean> | null>(null);

type Values = Record<string, string>;
const open = new Map<string, Values>(); // by form
let kept: { of: string; person: string; values: Values } | undefined;

/** Keeps what is typed for the same person to find when they have signed in again. */
export function keepUnsaved(person: string | undefined): void {
  const [form] = open;
  if (form && person) kept = { of: form[0], person, values: form[1] };
}

function keptFor(of: string, person: string | undefined): Values | undefined {
  return kept?.of === of && kept.person === person ? kept.values : undefined;
}

/** Whether a form has something to find again, so that its dialog is opened. */
export function useHasKept(of: string): boolean {
  return keptFor(of, useMe().identity?.email) !== undefined;
}

/** What was typed into a form when the session ended; undefined if nothing was. */
export function useKept<V extends Values>(of: string): Partial<V> | undefined {
  const person = useMe().identity?.email;
  const [values] = useState(() => keptFor(of, person));
  useEffect(() => { if (kept?.of === of) kept = undefined; }, [of]);
  return values as Partial<V> | undefined;
}

/** Asks before a form's changes are lost. `of` names the form, and what it changes. */
export function useUnsaved(of: string, changes: Partial<Values>): void {
  const t = useText();
  const dialog = use(UnsavedInDialog);
  const dirty = Object.keys(changes).length > 0;
  useLayoutEffect(() => {
    if (dirty) open.set(of, changes as Values);
    else open.delete(of);
    if (dialog) dialog.current = dirty;
  });
  useEffect(() => () => {
    open.delete(of);
    if (dialog) dialog.current = false;
  }, [of, dialog]);
  useBlocker({
    // Within a page only the address's search changes.
    shouldBlockFn: ({ current, next }) => open.has(of) && current.pathname !== next.pathname && !confirm(t.common.unsaved),
    enableBeforeUnload: () => dirty,
  });
}
