// Whether single keys do something. They can be switched off, for people who speak to their computer or whose hand
// slips (WCAG 2.2, 2.1.4). Storage can be closed: then the choice lasts for this visit.
import { useSyncExternalStore } from 'react';

const storageKey = 'usher-single-keys';
const listeners = new Set<() => void>();
let on = read();

function read(): boolean {
  try {
    return localStorage.getItem(storageKey) !== 'off';
  } catch {
    return true;
  }
}

export function chooseSingleKeys(wanted: boolean): void {
  on = wanted;
  try {
    localStorage.setItem(storageKey, wanted ? 'on' : 'off');
  } catch { /* for this visit */ }
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useSingleKeys(): boolean {
  return useSyncExternalStore(subscribe, () => on);
}
