// Short messages at the edge of the page. One with something to undo stays
// until it is used or dismissed; others go by themselves, and wait while the
// pointer or the focus is on them.
import { Button, CloseButton } from '@mantine/core';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useText } from '@/i18n';
import classes from './toasts.module.css';

export type Toast = { id: number; text: string; undo?: () => void };

const shownFor = 7_000;
let toasts: Toast[] = [];
let nextId = 1;
const listeners = new Set<() => void>();

function replace(next: Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** Shows a message. With `undo` it offers to take back what the message reports. */
export function toast(text: string, undo?: () => void): void {
  // At most three: the oldest make room, so that they never cover the page.
  replace([...toasts.slice(-2), { id: nextId++, text, undo }]);
}

function dismiss(id: number): void {
  replace(toasts.filter((t) => t.id !== id));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function Toasts() {
  const t = useText();
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <section className={classes.stack} aria-label={t.common.notifications}>
      <div role="status" aria-live="polite" aria-atomic="false">
        {shown.map((item) => <Item key={item.id} toast={item} />)}
      </div>
    </section>
  );
}

function Item({ toast: item }: { toast: Toast }) {
  const t = useText();
  const [held, hold] = useState(false);
  const { id, undo } = item;
  useEffect(() => {
    if (held || undo) return;
    const timer = setTimeout(() => dismiss(id), shownFor);
    return () => clearTimeout(timer);
  }, [held, id, undo]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: nothing is done here but to wait while somebody reads.
    <div className={classes.toast} onMouseEnter={() => hold(true)} onMouseLeave={() => hold(false)}
      onFocus={() => hold(true)} onBlur={() => hold(false)}>
      <span className={classes.text}>{item.text}</span>
      {undo && <Button size="compact-sm" variant="white" color="dark" onClick={() => { dismiss(id); undo(); }}>{t.common.undo}</Button>}
      <CloseButton size="sm" className={classes.close} aria-label={t.common.dismiss} onClick={() => dismiss(id)} />
    </div>
  );
}
