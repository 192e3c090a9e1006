import { useEffect, useState } from 'react';
import { useLanguage } from '@/i18n';
import { exactTime, preciseTime, relativeTime, remaining, shortTime } from '@/lib/format';
import { useNow } from '@/lib/hooks';

/** A moment, in the reader's zone; exact on hover and for machines. */
export function When({ at, relative = false, seconds = false }: { at: string; relative?: boolean; seconds?: boolean }) {
  const { language } = useLanguage();
  const [opened] = useState(() => Date.now());
  const young = relative && Math.abs(opened - Date.parse(at)) < 60_000; // told by the second
  const now = useNow(young ? 1_000 : relative ? 30_000 : 0);
  return (
    <time dateTime={at} title={exactTime(at, language)}>
      {relative ? relativeTime(at, language, now) : (seconds ? preciseTime : shortTime)(at, language)}
    </time>
  );
}

/** Time left, counted down each second; `over` once there is none, which `onOver` is told. */
export function Countdown({ until, over, onOver }: { until: string; over: string; onOver?: () => void }) {
  const { language } = useLanguage();
  const now = useNow(1_000);
  const ended = now > Date.parse(until);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is told once.
  useEffect(() => { if (ended) onOver?.(); }, [ended]);
  return (
    <time dateTime={until} title={exactTime(until, language)} role="timer" aria-live="off">
      {remaining(until, language, now) || over}
    </time>
  );
}
