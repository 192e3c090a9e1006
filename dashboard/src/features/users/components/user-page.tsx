import { Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { lazyDialog } from '@/components/lazy-dialog';
import { BackLink, Card, ErrorPage, Page, ReadOnlyNote } from '@/components/page';
import { StatusBadge, UserAvatar } from '@/components/person';
import { When } from '@/components/time';
import { useAllowed, useMembership, useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import { hasCode } from '@/lib/errors';
import { shownAddress } from '@/lib/address';
import { fullName } from '@/lib/format';
import type { User } from '@/lib/types';
import { userQuery } from '@/lib/users';
import { AddressProblemNote } from './address-problem';
import { InvitationCard } from './invitation-card';
import { ManageCard } from './manage-card';
import classes from './user-page.module.css';

const EditUserDialog = lazyDialog(() => import('./edit-user-dialog').then((m) => m.EditUserDialog));
const LogoDialog = lazyDialog(() => import('./logo-dialog').then((m) => m.LogoDialog));

type Slots = {
  /** What other features show of a user. */
  beside: (user: User) => ReactNode;
};

export function UserPage({ beside }: Slots) {
  const t = useText();
  const org = useOrg();
  const { user: id } = useParams({ from: '/signed-in/organizations/$org/settings/users/$user' });
  const { data: user, error, isPending, refetch } = useQuery(userQuery(org, id));
  // Somebody else may have removed the user while the page was open.
  if (user && !hasCode(error, 'not_found')) return <Loaded user={user} beside={beside} key={user.id} />;
  if (isPending) return <Skeleton height={320} radius="md" />;
  return <ErrorPage error={error} retry={() => void refetch()} wayOn={<BackLink to="/organizations/$org/settings/users" params={{ org }}>{t.user.back}</BackLink>} />;
}

function Loaded({ user, beside }: Slots & { user: User }) {
  const t = useText();
  const org = useOrg();
  const self = useMembership()?.user_id === user.id;
  const mayUpdate = useAllowed('users:update');
  const mayManage = useAllowed('users:block');
  return (
    <Page title={fullName(user)} back={<BackLink to="/organizations/$org/settings/users" params={{ org }}>{t.user.back}</BackLink>}>
      {!mayUpdate && !self && <ReadOnlyNote>{t.user.readOnly}</ReadOnlyNote>}
      {self && <ReadOnlyNote>{t.user.selfNote}</ReadOnlyNote>}
      <div className={classes.columns}>
        <div className={classes.column}>
          <Details user={user} mayEdit={mayUpdate || self} self={self} />
          {user.invitation && <InvitationCard user={user} invitation={user.invitation} />}
        </div>
        <div className={classes.column}>
          {mayManage && !self && <ManageCard user={user} />}
          {beside(user)}
        </div>
      </div>
    </Page>
  );
}

function Details({ user, mayEdit, self }: { user: User; mayEdit: boolean; self: boolean }) {
  const t = useText();
  const [open, setOpen] = useState<'edit' | 'logo' | null>(null);
  return (
    <Card title={t.user.details} actions={mayEdit && <Button size="xs" variant="default" onClick={() => setOpen('edit')}>{t.user.edit}</Button>}>
      <Group wrap="nowrap" align="flex-start">
        <UserAvatar user={user} size={72} />
        <StatusBadge status={user.status} />
      </Group>
      <dl className={classes.facts}>
        <dt>{t.user.firstName}</dt><dd>{user.first_name}</dd>
        {user.last_name !== '' && <><dt>{t.user.lastName}</dt><dd>{user.last_name}</dd></>}
        <dt>{t.user.email}</dt><dd>{shownAddress(user.email)}</dd>
        <dt>{t.user.role}</dt>
        <dd>{t.role[user.role]}<span className={classes.hint}>{user.role === 'owner' ? t.role.ownerMay : t.role.auditorMay}</span></dd>
        <dt>{t.user.lastSignIn}</dt><dd>{user.last_sign_in_at ? <When at={user.last_sign_in_at} relative /> : t.common.never}</dd>
        <dt>{t.common.created}</dt><dd><When at={user.created_at} /></dd>
        <dt>{t.common.changed}</dt><dd><When at={user.updated_at} /></dd>
      </dl>
      {!user.invitation && <AddressProblemNote user={user} />}
      <EditUserDialog user={user} self={self} opened={open === 'edit'} onClose={() => setOpen(null)} onLogo={() => setOpen('logo')} />
      {open === 'logo' && <LogoDialog opened user={user} onClose={() => setOpen(null)} />}
    </Card>
  );
}
