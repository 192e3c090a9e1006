import { useMemo, useState } from 'react';
import type { User } from '@/lib/types';

export type Selection = {
  users: User[];
  has: (id: string) => boolean;
  /** Selects users, or lets them go. */
  toggle: (ids: readonly string[], on: boolean) => void;
  /** Selects these alone. */
  set: (ids: readonly string[]) => void;
};

/** The users selected of a list: kept while more of it is shown, none any more once it is narrowed to another one. */
export function useSelection(list: string, users: readonly User[]): Selection {
  const [{ of, ids }, set] = useState({ of: list, ids: new Set<string>() });
  const selected = useMemo(() => (of === list ? ids : new Set<string>()), [of, list, ids]);
  return {
    users: useMemo(() => users.filter((u) => selected.has(u.id)), [users, selected]),
    has: (id) => selected.has(id),
    toggle: (changed, on) => {
      const next = new Set(selected);
      for (const id of changed) on ? next.add(id) : next.delete(id);
      set({ of: list, ids: next });
    },
    set: (next) => set({ of: list, ids: new Set(next) }),
  };
}
