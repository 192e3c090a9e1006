// Whether the service can be reached, as far as this page knows.
import { useSyncExternalStore } from 'react';

let lost = false; // the last request had no answer
const listeners = new Set<() => void>();

/** Notes whether a request was answered. */
export function noteAnswered(answered: boolean): void {
  if (lost === !answered) return;
  lost = !answered;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    listeners.delete(listener);
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

/** Whether requests are answered at present: the browser has a network, and the last request had an answer. */
export function useConnected(): boolean {
  return useSyncExternalStore(subscribe, () => navigator.onLine && !lost);
}
