// Finds users, pages and actions by typing: a combobox with a list (WAI-ARIA Authoring Practices, "Combobox").
import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Dialog } from '@/components/dialog';
import { UserAvatar } from '@/components/person';
import { ProblemAlert } from '@/components/problem';
import { useSignOut } from '@/features/session/api/session';
import { useText } from '@/i18n';
import { shownAddress } from '@/lib/address';
import { fullName } from '@/lib/format';
import { queryRules } from '@/lib/rules';
import { useAllowed, useMe, useOrg } from '@/lib/session';
import type { User } from '@/lib/types';
import { usersQuery } from '@/lib/users';
import classes from './palette.module.css';

type Run = () => void;
type Option = { id: string; label: string; run: Run; user?: User; key?: string };
type Section = { title: string; options: Option[] };
type Actions = { /** Undefined for who may not. */ onCreate: Run | undefined; onHelp: Run };

export function Palette({ opened, onClose, ...actions }: Actions & { opened: boolean; onClose: Run }) {
  const t = useText();
  // What was chosen happens when the dialog is gone, so that it can take the focus.
  const chosen = useRef<Run>(undefined);
  const choose = (run: Run) => { chosen.current = run; onClose(); };
  const follow = () => { const run = chosen.current; chosen.current = undefined; run?.(); };
  return (
    <Dialog opened={opened} onClose={onClose} title={t.palette.title} onExitTransitionEnd={follow}>
      <Finder onChoose={choose} {...actions} />
    </Dialog>
  );
}

function Finder({ onChoose, ...actions }: Actions & { onChoose: (run: Run) => void }) {
  const t = useText();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []); // at once: who pressed the keys types on
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const fixed = useFixed(actions, text);
  const found = useFound(text.trim());
  // Users come last: they arrive later, and nothing may move below a finger that is about to press Enter.
  const sections = [...fixed, { title: t.app.users, options: found.options }].filter((s) => s.options.length > 0);
  const options = sections.flatMap((s) => s.options);
  const active = options[Math.min(at, options.length - 1)];
  const optionId = (o: Option) => `${id}-${o.id}`;
  const move = (by: number) => setAt((Math.min(at, options.length - 1) + by + options.length) % options.length);
  const press = (e: KeyboardEvent) => {
    if (!active || e.nativeEvent.isComposing) return;
    if (e.key === 'ArrowDown') move(1);
    else if (e.key === 'ArrowUp') move(-1);
    else if (e.key === 'Enter') onChoose(active.run);
    else return;
    e.preventDefault();
  };
  const shown = active && optionId(active);
  useEffect(() => { if (shown) document.getElementById(shown)?.scrollIntoView({ block: 'nearest' }); }, [shown]);
  return (
    <div className={classes.palette} data-palette>
      <TextInput ref={field} data-autofocus aria-label={t.palette.label} placeholder={t.palette.hint} autoComplete="off" spellCheck={false}
        maxLength={queryRules['list-users'].q.maxLength} value={text} onChange={(e) => { setText(e.currentTarget.value); setAt(0); }} onKeyDown={press}
        role="combobox" aria-expanded={options.length > 0} aria-controls={`${id}-list`} aria-autocomplete="list" aria-activedescendant={shown} />
      <div role="status" className={classes.status}>{found.searching ? t.palette.searching : text && t.palette.count(options.length)}</div>
      <ProblemAlert error={found.error} retry={found.retry} />
      <div role="listbox" id={`${id}-list`} aria-label={t.palette.label} className={classes.list}>
        {sections.map((section) => (
          // biome-ignore lint/a11y/useSemanticElements: a fieldset is no part of a listbox.
          <div key={section.title} role="group" aria-label={section.title}>
            <div className={classes.section} aria-hidden="true">{section.title}</div>
            {section.options.map((o) => (
              <Choice key={o.id} id={optionId(o)} option={o} active={o === active} onPoint={() => setAt(options.indexOf(o))} onChoose={() => onChoose(o.run)} />
            ))}
          </div>
        ))}
      </div>
    </div>
  );
}

type ChoiceProps = { id: string; option: Option; active: boolean; onPoint: Run; onChoose: Run };

function Choice({ id, option: { label, user, key }, active, onPoint, onChoose }: ChoiceProps) {
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the focus stays in the field, which names the active option.
    // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys.
    <div role="option" id={id} aria-selected={active} className={classes.option} onMouseMove={onPoint} onMouseDown={(e) => e.preventDefault()} onClick={onChoose}>
      {user && <UserAvatar user={user} size={28} />}
      <span className={classes.label}>{label}{user && label !== user.email && <span className={classes.address}>{shownAddress(user.email)}</span>}</span>
      {key && <kbd className={classes.key}>{key}</kbd>}
    </div>
  );
}

/** The pages and actions whose names hold what was typed. */
function useFixed({ onCreate, onHelp }: Actions, text: string): Section[] {
  const t = useText();
  const org = useOrg();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const several = useMe().memberships.length > 1;
  const mayFlow = useAllowed('flows:create');
  const page = (label: string, path: string): Option => ({ id: `page-${path}`, label, run: () => void navigate({ to: `/organizations/${org}/${path}` as never }) });
  const action = (id: string, label: string, run: Run, key?: string): Option => ({ id, label, run, key });
  const pages = [
    page(t.app.users, 'settings/users'), page(t.app.flows, 'flows'), page(t.app.organization, 'settings/organization'),
    page(t.app.apiKeys, 'settings/api-keys'), page(t.app.audit, 'settings/audit-log'), page(t.app.profile, 'profile'),
  ];
  const actions = [
    ...(onCreate ? [action('create', t.users.create, onCreate, 'c'), page(t.users.import, 'settings/users/import')] : []),
    ...(mayFlow ? [page(t.flows.create, 'flows/new')] : []),
    ...(several ? [action('switch', t.app.switchOrganization, () => void navigate({ to: '/organizations' }))] : []),
    action('help', t.shortcuts.title, onHelp, '?'),
    action('sign-out', t.app.signOut, () => signOut.mutate()),
  ];
  const only = (options: Option[]) => options.filter((o) => plain(o.label).includes(plain(text.trim())));
  return [{ title: t.palette.pages, options: only(pages) }, { title: t.palette.actions, options: only(actions) }];
}

/** Without capitals and accents. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

const most = 8;
const typingPause = 200;

type Found = { options: Option[]; searching: boolean; error: unknown; retry: Run };

/** The users that the service finds. What was found for an earlier text is not shown: Enter would open the wrong one. */
function useFound(q: string): Found {
  const org = useOrg();
  const navigate = useNavigate();
  const [asked] = useDebouncedValue(q, typingPause);
  const { data, error, isFetching, isPlaceholderData, refetch } = useInfiniteQuery({ ...usersQuery(org, { q: asked }, most), enabled: asked !== '' });
  const current = q !== '' && q === asked && !isPlaceholderData;
  const users = current ? data?.pages[0]?.data.slice(0, most) ?? [] : [];
  const open = (user: User) => void navigate({ to: '/organizations/$org/settings/users/$user', params: { org, user: user.id } });
  return {
    options: users.map((u) => ({ id: u.id, label: fullName(u), user: u, run: () => open(u) })),
    searching: q !== '' && (q !== asked || (isFetching && users.length === 0)),
    error: current ? error : null, retry: () => void refetch(),
  };
}
