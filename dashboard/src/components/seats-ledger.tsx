import { Skeleton, Text } from '@mantine/core';
import { useText } from '@/i18n';
import type { Seats } from '@/lib/types';
import classes from './seats-ledger.module.css';

/** Where the plan's seats are, and what frees each. `brief` is one line, where the numbers stand elsewhere. */
export function SeatsLedger({ seats, brief = false }: { seats: Seats | undefined; brief?: boolean }) {
  const t = useText();
  if (!seats) return <Skeleton height={brief ? 42 : 86} radius="md" />;
  const over = seats.used - seats.limit;
  return (
    <section className={classes.ledger} aria-label={t.seats.title} data-brief={brief || undefined}>
      <Text fw={600} size={brief ? 'sm' : undefined} data-seats className={over > 0 ? classes.over : undefined}>{over > 0 ? t.seats.summaryOver(seats.limit, over) : t.seats.summary(seats.limit, seats.available)}</Text>
      <Bar seats={seats} />
      {!brief && <ul className={classes.list}>
        <li data-kind="active">{t.seats.active(seats.active)}</li>
        <li data-kind="invited">{t.seats.invited(seats.invited)}</li>
        <li data-kind="blocked">{t.seats.blocked(seats.blocked)}</li>
        {over > 0 ? <li data-kind="over">{t.seats.over(over)}</li> : <li data-kind="free">{t.seats.free(seats.available)}</li>}
      </ul>}
      <details className={classes.details}>
        <summary>{t.seats.what}</summary>
        <ul>
          <li>{t.seats.whatActive}</li>
          <li>{t.seats.whatInvited}</li>
          <li>{t.seats.whatBlocked}</li>
          <li>{t.seats.whatExpired}{seats.expired > 0 && ` ${t.seats.expired(seats.expired)}`}</li>
        </ul>
      </details>
    </section>
  );
}

/** The same as the list below it, drawn: nothing for a screen reader. */
function Bar({ seats }: { seats: Seats }) {
  const all = Math.max(seats.limit, seats.used, 1);
  const kinds = ['active', 'invited', 'blocked'] as const;
  return (
    <div className={classes.bar} aria-hidden="true">
      {kinds.filter((k) => seats[k] > 0).map((k) => <span key={k} data-kind={k} style={{ width: `${(100 * seats[k]) / all}%` }} />)}
      {seats.used > seats.limit && <span data-kind="limit" style={{ left: `${(100 * seats.limit) / all}%` }} />}
    </div>
  );
}
