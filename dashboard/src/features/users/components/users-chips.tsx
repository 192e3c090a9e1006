import { useQuery } from '@tanstack/react-query';
import { useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import type { Seats, Status } from '@/lib/types';
import { attentionQuery } from '@/lib/users';
import type { UsersSearch } from '../search';
import { useListSearch } from './list-search';
import classes from './users-filters.module.css';

type Chip = { label: string; count?: string; shows: Pick<UsersSearch, 'status' | 'attention'> };

/** The list by status, each with how many there are in all. */
export function UsersChips({ seats }: { seats: Seats | undefined }) {
  const t = useText();
  const [search, change] = useListSearch();
  const chips = useChips(seats, search.status);
  return (
    <fieldset className={classes.chips} aria-label={t.users.filterStatus}>
      {chips.map(({ label, count, shows }) => {
        const on = search.status === shows.status && search.attention === shows.attention;
        return (
          <button key={label} type="button" className={classes.chip} aria-pressed={on} onClick={() => change({ status: shows.status, attention: shows.attention })}>
            {label} {count !== undefined && <span className={classes.number}>{count}</span>}
          </button>
        );
      })}
    </fieldset>
  );
}

function useChips(seats: Seats | undefined, status: Status | undefined): Chip[] {
  const t = useText();
  const attention = useAttention(seats);
  const of = (s: Status): Chip => ({ label: t.status[s], count: seats && String(seats[s]), shows: { status: s } });
  return [
    { label: t.users.chips.all, count: seats && String(seats.used + seats.expired), shows: {} },
    of('active'),
    of('invited'),
    { label: t.users.chips.attention, count: attention, shows: { attention: true } },
    ...(status === 'expired' ? [of('expired')] : []), // those are among the former: only an address leads here
    of('blocked'),
  ];
}

/** How many need attention, as far as that is known: "3", "9+"; nothing before. */
function useAttention(seats: Seats | undefined): string | undefined {
  const { data } = useQuery(attentionQuery(useOrg()));
  if (!data || !seats) return undefined;
  const known = Math.max(data.count, data.more ? seats.expired : 0);
  return data.more ? (known === 0 ? undefined : `${known}+`) : String(known);
}
