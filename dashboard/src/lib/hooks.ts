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
