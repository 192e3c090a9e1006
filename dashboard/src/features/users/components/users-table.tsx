// biome-ignore-all lint/a11y/noRedundantRoles: browsers forget the roles of a table that the narrow layout shows as blocks.
import { IconChevronDown, IconChevronUp } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { KeyboardEvent, ReactNode } from 'react';
import { RoleName, StatusBadge, UserAvatar } from '@/components/person';
import { When } from '@/components/time';
import { useMembership, useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import { shownAddress } from '@/lib/address';
import { fullName } from '@/lib/format';
import type { User } from '@/lib/types';
import { type Sort, sorts } from '../search';
import { allows } from '@/lib/permissions';
import type { Selection } from '../selection';
import { barId } from './bar-id';
import { useListSearch } from './list-search';
import { RowMenu } from './row-menu';
import classes from './users-table.module.css';

export function UsersTable({ users, selection }: { users: User[]; selection: Selection }) {
  const t = useText();
  const selectable = useSelectable(users);
  return (
    <table className={classes.table} role="table" aria-label={t.users.table} onKeyDown={(e) => onKey(e, selection)}>
      <thead className={classes.head} role="rowgroup">
        <tr role="row">
          {selectable && <th role="columnheader" scope="col" className={classes.checkCell}><SelectShown ids={selectable} selection={selection} /></th>}
          <Column sort="name">{t.users.nameColumn}</Column>
          <Column sort="email">{t.users.email}</Column>
          <Column sort="role">{t.users.role}</Column>
          <Column sort="status">{t.users.status}</Column>
          <Column sort="last_sign_in">{t.users.lastSignIn}</Column>
          <th role="columnheader" scope="col"><span className={classes.spoken}>{t.users.actions}</span></th>
        </tr>
      </thead>
      <tbody role="rowgroup">
        {users.map((u) => <Row key={u.id} user={u} selection={selectable && selection} />)}
      </tbody>
    </table>
  );
}

/** Whom something can be done to from the list: everybody but oneself; null for who may do nothing. */
function useSelectable(users: User[]): string[] | null {
  const membership = useMembership();
  const may = (['users:invite', 'users:update', 'users:block', 'users:remove'] as const).some((p) => allows(membership, p));
  return may ? users.filter((u) => u.id !== membership?.user_id).map((u) => u.id) : null;
}

/** From the checkboxes Enter leads to what can be done, far below them, and Escape lets all go. */
function onKey(e: KeyboardEvent, selection: Selection): void {
  if (!(e.target instanceof HTMLInputElement) || selection.users.length === 0) return;
  if (e.key === 'Escape') selection.set([]);
  if (e.key !== 'Enter') return;
  e.preventDefault(); // which would press the button that gets the focus
  document.getElementById(barId)?.querySelector('button')?.focus();
}

function SelectShown({ ids, selection }: { ids: string[]; selection: Selection }) {
  const t = useText();
  const on = ids.filter(selection.has).length;
  return (
    <input type="checkbox" className={classes.check} aria-label={t.several.selectShown} disabled={ids.length === 0} checked={on > 0 && on === ids.length}
      ref={(box) => { if (box) box.indeterminate = on > 0 && on < ids.length; }} onChange={(e) => selection.toggle(ids, e.currentTarget.checked)} />
  );
}

function Select({ user, selection }: { user: User; selection: Selection }) {
  const t = useText();
  return (
    <input type="checkbox" className={classes.check} aria-label={t.several.select(fullName(user))} title={t.several.enter}
      checked={selection.has(user.id)} onChange={(e) => selection.toggle([user.id], e.currentTarget.checked)} />
  );
}

function Column({ sort, children }: { sort: Sort; children: string }) {
  const t = useText();
  const [search, change] = useListSearch();
  const now = search.sort ?? (search.q ? undefined : 'name');
  const up = now === sort;
  const down = now === `-${sort}`;
  const next = sorts.find((s) => s === (up ? `-${sort}` : sort));
  return (
    <th role="columnheader" scope="col" aria-sort={up ? 'ascending' : down ? 'descending' : 'none'}>
      <button type="button" className={classes.sort} title={t.users.sortBy(children)} onClick={() => change({ sort: next })}>
        {children}
        <span className={classes.arrow}>{up && <IconChevronUp size={14} aria-hidden />}{down && <IconChevronDown size={14} aria-hidden />}</span>
      </button>
    </th>
  );
}

function Row({ user, selection }: { user: User; selection: Selection | null }) {
  const t = useText();
  const org = useOrg();
  const self = useMembership()?.user_id === user.id;
  return (
    <tr role="row" className={classes.row} data-user={user.id} data-selected={selection?.has(user.id) || undefined}>
      {selection && <td role="cell" className={classes.checkCell}>{!self && <Select user={user} selection={selection} />}</td>}
      <td role="cell" className={classes.nameCell} data-name>
        <div className={classes.who}>
          <UserAvatar user={user} />
          <span>
            <Link to="/organizations/$org/settings/users/$user" params={{ org, user: user.id }} className={classes.name}><Name user={user} /></Link>
            {self && <span className={classes.self}>{t.users.youTag}</span>}
          </span>
        </div>
      </td>
      <Cell label={t.users.email} email><span className={classes.email}>{shownAddress(user.email)}</span></Cell>
      <Cell label={t.users.role}><RoleName role={user.role} /></Cell>
      <Cell label={t.users.status}><div className={classes.status}><StatusBadge status={user.status} /><Notes user={user} /></div></Cell>
      <Cell label={t.users.lastSignIn}>
        {user.last_sign_in_at ? <When at={user.last_sign_in_at} relative /> : t.common.never}
      </Cell>
      <td role="cell" className={classes.menuCell}><RowMenu user={user} /></td>
    </tr>
  );
}

/** The name, with what it is sorted by in bold. */
function Name({ user }: { user: User }) {
  return user.first_name && user.last_name ? <>{user.first_name} <strong className={classes.sorted}>{user.last_name}</strong></> : fullName(user);
}

/** What wants somebody to do something. */
function Notes({ user }: { user: User }) {
  const t = useText();
  return (
    <>
      {user.second_factor && <span className={classes.quiet} data-note="factor">{t.twoStep.title}</span>}
      {user.status === 'invited' && user.invitation && <span className={classes.quiet} data-note="expires">{t.users.expires} <When at={user.invitation.expires_at} relative /></span>}
      {user.invitation?.requested_at && <span className={classes.note} data-note="requested">{t.invitationCard.requestedShort}</span>}
      {user.address_problem && <span className={classes.note} data-note="address">{t.addressProblem.short}</span>}
    </>
  );
}

function Cell({ label, email, children }: { label: string; email?: boolean; children: ReactNode }) {
  return <td role="cell" className={email ? classes.emailCell : undefined}><span className={classes.label} aria-hidden="true">{label}</span>{children}</td>;
}
