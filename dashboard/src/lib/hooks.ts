import { type RefObject, useEffect, useRef, useState } from 'react';

/** The present time, told again every `every` milliseconds; 0 stops it. */
export function useNow(every: number): number {
  const [now, set] = useState(() => Date.now());
  useEffect(() => {
    if (every <= 0) return;
    set(Date.now());
    const timer = setInterval(() => set(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}

/** Takes the focus for what stands in the place of what had it. Nobody is pulled away from elsewhere. */
export function useTakesFocus<E extends HTMLElement>(): RefObject<E | null> {
  const element = useRef<E>(null);
  useEffect(() => { if (document.activeElement === document.body) element.current?.focus({ preventScroll: true }); }, []);
  return element;
}
