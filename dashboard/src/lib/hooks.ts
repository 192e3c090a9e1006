import { useEffect, useState } from 'react';

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

/**
 * Whether the value was ever true. A dialog that is loaded when first opened
 * stays after that, so that closing it gives the focus back.
 */
export function useEver(value: boolean): boolean {
  const [ever, set] = useState(value);
  useEffect(() => { if (value) set(true); }, [value]);
  return ever || value;
}
