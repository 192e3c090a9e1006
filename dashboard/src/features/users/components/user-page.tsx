import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { BackLink, Card, ErrorPage, Page, ReadOnlyNote } from '@/components/page';
import { UserAvatar } from '@/components/person';
import { When } from '@/components/time';
import { useAllowed, useMembership, useOrg } from '@/lib/session';
import { useRoleName } from '@/lib/roles';
import { useText } from '@/i18n';
import { hasCode } from '@/lib/errors';
import { fullName } from '@/lib/format';
import type { User } from '@/lib/types';
import { userQuery } from '@/lib/users';
import { useBlocking } from './blocking';
import { InvitationCard } from './invitation-card';
import { lastSearch } from '../search';
import { useResending } from './resending';
import { UserActions, UserNotes, UserSummary } from './user-header';
import classes from './user-page.module.css';

type Slots = {
  /** What other features show of a user. */
  beside: (user: User) => ReactNode;
};

export function UserPage({ beside }: Slots) {
  const org = useOrg();
  const { user: id } = useParams({ from: '/signed-in/organizations/$org/settings/users/$user' });
  const { data: user, error, isPending, refetch } = useQuery(userQuery(org, id));
  // Somebody else may have removed the user while the page was open.
  if (user && !hasCode(error, 'not_found')) return <Loaded user={user} beside={beside} key={user.id} />;
  if (isPending) return <Skeleton height={320} radius="md" />;
  return <ErrorPage error={error} retry={() => void refetch()} wayOn={<Back />} />;
}

/** To the list as it was left: narrowed, sorted and opened as far. */
function Back() {
  const t = useText();
  const org = useOrg();
  return <BackLink to="/organizations/$org/settings/users" params={{ org }} search={lastSearch(org)}>{t.user.back}</BackLink>;
}

function Loaded({ user, beside }: Slots & { user: User }) {
  const t = useText();
  const self = useMembership()?.user_id === user.id;
  const mayUpdate = useAllowed('users:update');
  const role = useRoleName();
  const actions = { user, blocking: useBlocking(user), resending: useResending(user) };
  return (
    <Page title={fullName(user)} back={<Back />} picture={<UserAvatar user={user} size={72} />} intro={<UserSummary user={user} />}
      actions={<UserActions self={self} {...actions} />}>
      <UserNotes {...actions} />
      {!mayUpdate && !self && <ReadOnlyNote>{t.user.readOnly(role)}</ReadOnlyNote>}
      {self && <ReadOnlyNote>{t.user.selfNote}</ReadOnlyNote>}
      <div className={classes.columns}>
        <div className={classes.column}>
          {user.invitation && <InvitationCard user={user} invitation={user.invitation} />}
          <Details user={user} />
        </div>
        <div className={classes.column}>{beside(user)}</div>
      </div>
    </Page>
  );
}

function Details({ user }: { user: User }) {
  const t = useText();
  return (
    <Card title={t.user.details}>
      <dl className={classes.facts}>
        <dt>{t.user.lastSignIn}</dt><dd>{user.last_sign_in_at ? <When at={user.last_sign_in_at} relative /> : t.common.never}</dd>
        {user.second_factor !== null && <><dt>{t.twoStep.title}</dt><dd>{user.second_factor ? t.twoStep.has : t.twoStep.hasNot}</dd></>}
        <dt>{t.common.created}</dt><dd><When at={user.created_at} /></dd>
      </dl>
    </Card>
  );
}
