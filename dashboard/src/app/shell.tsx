// The frame of every page within an organization: where one is, and where one can go.
import { ActionIcon } from '@mantine/core';
import { IconBuilding, IconFileText, IconGitBranch, IconKey, IconMenu2, IconUser, IconUsers, IconX } from '@tabler/icons-react';
import { Link, Outlet, useParams, useRouterState } from '@tanstack/react-router';
import { type ReactNode, useRef, useState } from 'react';
import { AccountMenu } from '@/features/session/components/account-menu';
import { Suspended } from '@/components/suspended';
import { Welcome } from '@/components/welcome';
import { lazyPart } from '@/components/lazy-part';
import { Logo } from '@/components/brand';
import { brand } from '@/lib/brand';
import { OrganizationMenu } from '@/features/session/components/organization-menu';
import { useMe, useMembership } from '@/lib/session';
import { useText } from '@/i18n';
import classes from './shell.module.css';
import { Shortcuts } from './shortcuts';

const BlockedPage = lazyPart(() => import('@/features/session/components/blocked-page').then((m) => m.BlockedPage));
const DeletedPage = lazyPart(() => import('@/features/session/components/deleted-page').then((m) => m.DeletedPage));

export function Shell() {
  const membership = useMembership();
  if (membership?.deleted_at) return <DeletedPage membership={membership} />;
  if (membership?.status === 'blocked') return <BlockedPage membership={membership} />;
  return <Frame />;
}

function Frame() {
  const t = useText();
  const membership = useMembership();
  const path = useRouterState({ select: (s) => s.location.pathname });
  // Open on one page: going to another closes it.
  const [openOn, setOpenOn] = useState('');
  const open = openOn === path;
  const setOpen = (show: boolean) => setOpenOn(show ? path : '');
  const burger = useRef<HTMLButtonElement>(null);
  // The menu's links go away with it, and one of them may have the focus.
  const leave = () => { setOpen(false); burger.current?.focus(); };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the menu wherever the focus is.
    <div className={classes.frame} onKeyDown={(e) => { if (e.key === 'Escape' && open) leave(); }}>
      <a className={classes.skip} href="#content">{t.app.skip}</a>
      <header className={classes.header}>
        <ActionIcon ref={burger} className={classes.burger} variant="subtle" color="gray" size="lg" aria-expanded={open}
          aria-controls="navigation" aria-label={open ? t.app.closeMenu : t.app.menu} onClick={() => setOpen(!open)}>
          {open ? <IconX size={18} aria-hidden /> : <IconMenu2 size={18} aria-hidden />}
        </ActionIcon>
        <Brand />
        <Shortcuts />
        <AccountMenu />
      </header>
      <nav id="navigation" className={classes.nav} data-open={open || undefined} aria-label={t.app.main}>
        <Navigation />
      </nav>
      <main id="content" className={classes.main} tabIndex={-1}>
        {membership?.suspended_at && <Suspended name={membership.organization.name} />}
        {membership && <Welcome key={`welcome ${membership.organization.id}`} membership={membership} />}
        <Outlet key={membership?.organization.id} />
      </main>
    </div>
  );
}

function Brand() {
  const t = useText();
  const { memberships } = useMe();
  const membership = useMembership();
  if (membership && memberships.length > 1) {
    return (
      <>
        <Link to="/" className={classes.home} aria-label={t.errors.home}><Logo height={28} /></Link>
        <OrganizationMenu current={membership} />
      </>
    );
  }
  return (
    <Link to="/" className={classes.brand}>
      <Logo height={28} />
      <span className={classes.product}>{brand.product}</span>
      <span className={classes.brandText}>{membership?.organization.name}</span>
    </Link>
  );
}

function Navigation() {
  const t = useText();
  const { org } = useParams({ from: '/signed-in/organizations/$org' });
  const params = { org };
  return (
    <>
      <ul className={classes.list}>
        <Item icon={<IconGitBranch size={18} aria-hidden />}><Link to="/organizations/$org/flows" params={params}>{t.app.flows}</Link></Item>
      </ul>
      <p className={classes.group} id="nav-settings">{t.app.settings}</p>
      <ul className={classes.list} aria-labelledby="nav-settings">
        <Item icon={<IconUsers size={18} aria-hidden />}><Link to="/organizations/$org/settings/users" params={params}>{t.app.users}</Link></Item>
        <Item icon={<IconBuilding size={18} aria-hidden />}><Link to="/organizations/$org/settings/organization" params={params}>{t.app.organization}</Link></Item>
        <Item icon={<IconKey size={18} aria-hidden />}><Link to="/organizations/$org/settings/api-keys" params={params}>{t.app.apiKeys}</Link></Item>
        <Item icon={<IconFileText size={18} aria-hidden />}><Link to="/organizations/$org/settings/audit-log" params={params}>{t.app.audit}</Link></Item>
      </ul>
      <p className={classes.group} id="nav-account">{t.app.account}</p>
      <ul className={classes.list} aria-labelledby="nav-account">
        <Item icon={<IconUser size={18} aria-hidden />}><Link to="/organizations/$org/profile" params={params}>{t.app.profile}</Link></Item>
      </ul>
    </>
  );
}

function Item({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return <li className={classes.item}><span className={classes.icon}>{icon}</span>{children}</li>;
}
