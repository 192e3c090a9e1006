import { Button, CloseButton } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useAllowed, useMembership } from '@/lib/session';
import { useText } from '@/i18n';
import { canResend } from '@/lib/permissions';
import type { User } from '@/lib/types';
import { type Action, applies } from '../api/several';
import type { Selection } from '../selection';
import { barId } from './bar-id';
import classes from './several-actions.module.css';
import { SeveralDialog } from './several-dialog';

type Kind = Action['kind'];
type Props = {
  opened: boolean; onClose: () => void; selection: Selection; users: User[];
  /** Moves the focus to where the list begins, when the bar is gone that had it. */
  onGone: () => void;
};

/** What can be done to the users selected: a bar at the window's lower edge, and the dialog of what was chosen there. */
export function SeveralActions({ opened, onClose, selection, users, onGone }: Props) {
  const [asked, ask] = useState<{ id: number; kind: Kind; users: User[] } | null>(null);
  const clear = useCallback(() => { onClose(); onGone(); }, [onClose, onGone]);
  return (
    <>
      {opened && <Bar selection={selection} users={users} onClear={clear} onAsk={(kind, to) => ask({ id: (asked?.id ?? 0) + 1, kind, users: to })} />}
      {asked && (
        <SeveralDialog key={asked.id} kind={asked.kind} users={asked.users} onLeft={selection.set}
          onGone={() => { if (!document.activeElement?.matches('main *')) onGone(); }} />
      )}
    </>
  );
}

type BarProps = { selection: Selection; users: User[]; onClear: () => void; onAsk: (kind: Kind, users: User[]) => void };

function Bar({ selection, users, onClear, onAsk }: BarProps) {
  const t = useText();
  const self = useMembership()?.user_id;
  const offers = useOffers(selection.users);
  const chosen = selection.users.length;
  const all = users.filter((u) => u.id !== self);
  useEffect(() => {
    const onKey = (e: KeyboardEvent) => { if (e.key === 'Escape' && document.getElementById(barId)?.contains(document.activeElement)) onClear(); };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [onClear]);
  return (
    <section id={barId} className={classes.bar} aria-label={t.several.bar}>
      <span className={classes.count} role="status">{t.several.selected(chosen)}</span>
      {offers.map(({ kind, label, to }) => (
        <Button key={kind} size="compact-sm" variant="default" color={kind === 'remove' ? 'red' : undefined} onClick={() => onAsk(kind, to)}>
          {label} {to.length < chosen && `(${to.length})`}
        </Button>
      ))}
      {chosen < all.length && (
        <Button size="compact-sm" variant="subtle" onClick={() => selection.set(all.map((u) => u.id))}>{t.several.selectAll(all.length)}</Button>
      )}
      <CloseButton className={classes.clear} aria-label={t.several.clear} title={t.several.clear} onClick={onClear} />
    </section>
  );
}

/** What the caller may do to some of those selected, and to whom. */
function useOffers(selected: User[]): { kind: Kind; label: string; to: User[] }[] {
  const t = useText();
  const may: Record<Kind, boolean> = {
    resend: useAllowed('users:invite'), role: useAllowed('users:update'), block: useAllowed('users:block'), unblock: useAllowed('users:block'), remove: useAllowed('users:remove'),
  };
  const labels: Record<Kind, string> = {
    resend: t.user.resend, role: t.several.changeRole, block: t.user.block, unblock: t.user.unblock,
    remove: selected.every((u) => canResend(u.status)) ? t.user.cancelInvitation : t.user.remove,
  };
  const to = (kind: Kind) => (kind === 'role' ? selected : selected.filter((u) => applies({ kind } as Action, u)));
  return (['resend', 'role', 'block', 'unblock', 'remove'] as const)
    .map((kind) => ({ kind, label: labels[kind], to: to(kind) })).filter((o) => may[o.kind] && o.to.length > 0);
}
