import { Popover, Text, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { type KeyboardEvent, useCallback, useEffect, useRef, useState } from 'react';
import { useText } from '@/i18n';
import { useMe } from '@/lib/session';
import type { Membership } from '@/lib/types';
import { OrganizationButton } from './organization-button';
import { OrganizationState } from './organization-state';
import classes from './organization-menu.module.css';

/** From how many organizations on they are searched rather than looked through. */
const searchedFrom = 11;

/** One's organizations below the button. It is there once the button was pressed, so it opens by itself the first time. */
export function OrganizationDropdown({ current }: { current: Membership }) {
  const t = useText();
  const target = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState(false);
  const [times, setTimes] = useState(0); // each time with an empty search
  const show = useCallback((open: boolean) => {
    setOpened(open);
    if (open) setTimes((n) => n + 1);
  }, []);
  useEffect(() => {
    target.current?.focus(); // which is where the focus comes back to
    show(true);
  }, [show]);
  return (
    <Popover opened={opened} onChange={show} position="bottom-start" width={300} withinPortal={false} trapFocus returnFocus>
      <Popover.Target>
        <OrganizationButton ref={target} name={current.organization.name} onClick={() => show(!opened)} />
      </Popover.Target>
      <Popover.Dropdown aria-label={t.app.switchOrganization} p="xs" onKeyDown={byArrows}>
        <Organizations key={times} onChosen={() => setOpened(false)} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Organizations({ onChosen }: { onChosen: () => void }) {
  const t = useText();
  const { memberships } = useMe();
  const [q, search] = useState('');
  const searched = memberships.length >= searchedFrom;
  const found = memberships.filter((m) => fold(m.organization.name).includes(fold(q.trim())));
  return (
    <>
      {searched && (
        <TextInput type="search" aria-label={t.app.searchOrganizations} placeholder={t.app.searchOrganizations} mb="xs" value={q} data-autofocus data-stop
          onChange={(e) => search(e.currentTarget.value)} />
      )}
      <ul className={classes.list}>
        {found.map((m, i) => <li key={m.organization.id}><Choice membership={m} first={!searched && i === 0} onChosen={onChosen} /></li>)}
      </ul>
      {searched && <Text size="sm" c="dimmed" p="xs" role="status" hidden={found.length > 0}>{found.length === 0 && t.app.noOrganization}</Text>}
    </>
  );
}

function Choice({ membership: m, first, onChosen }: { membership: Membership; first: boolean; onChosen: () => void }) {
  return (
    <Link to="/organizations/$org" params={{ org: m.organization.id }} className={classes.choice} onClick={onChosen} data-stop data-autofocus={first || undefined}>
      <span className={classes.choiceName}>{m.organization.name}</span>
      <span className={classes.role}><OrganizationState membership={m} /></span>
    </Link>
  );
}

/** Up and down go through the list, as Tab does; Home and End move within the search field. */
function byArrows(e: KeyboardEvent<HTMLElement>) {
  if (e.key !== 'ArrowDown' && e.key !== 'ArrowUp') return;
  const stops = [...e.currentTarget.querySelectorAll<HTMLElement>('[data-stop]')];
  const at = stops.indexOf(document.activeElement as HTMLElement);
  const next = stops[(at + (e.key === 'ArrowDown' ? 1 : -1) + stops.length) % stops.length];
  e.preventDefault();
  next?.focus();
}

/** A name as it is searched: without accents and case. */
function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
