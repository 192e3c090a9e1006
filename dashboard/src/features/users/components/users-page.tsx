import { Button, Group } from '@mantine/core';
import { IconPlus, IconUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useSearch } from '@tanstack/react-router';
import { lazyDialog } from '@/components/lazy-dialog';
import { Page, ReadOnlyNote } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { organizationQuery } from '@/lib/organization';
import { useAllowed, useOrg } from '@/lib/session';
import { useRoleName } from '@/lib/roles';
import { useText } from '@/i18n';
import { SeatsLedger } from '@/components/seats-ledger';
import { FirstSteps } from './first-steps';
import { SeatsFull } from './seats-full';
import { UsersFilters } from './users-filters';
import { UsersList } from './users-list';

const CreateUserDialog = lazyDialog(() => import('./create-user-dialog').then((m) => m.CreateUserDialog));

export function UsersPage() {
  const t = useText();
  const org = useOrg();
  const mayCreate = useAllowed('users:create');
  const role = useRoleName();
  const organization = useQuery(organizationQuery(org));
  const { create } = useSearch({ from: '/signed-in/organizations/$org/settings/users' });
  const navigate = useNavigate({ from: '/organizations/$org/settings/users' });
  const show = (open: boolean) => void navigate({ search: (s) => ({ ...s, create: open || undefined }), replace: true });
  return (
    <Page title={t.users.title} actions={mayCreate && <Actions onCreate={() => show(true)} full={organization.data !== undefined && organization.data.seats.available <= 0} />}>
      {!mayCreate && <ReadOnlyNote>{t.users.readOnly(role)}</ReadOnlyNote>}
      {organization.error ? <ProblemAlert error={organization.error} retry={() => void organization.refetch()} /> : <SeatsLedger seats={organization.data?.seats} brief />}
      {mayCreate && <SeatsFull id="seats-full" seats={organization.data?.seats} />}
      <FirstSteps organization={organization.data} onInvite={() => show(true)}>
        <UsersFilters seats={organization.data?.seats} />
        <UsersList />
      </FirstSteps>
      {mayCreate && <CreateUserDialog opened={create === true} onClose={() => show(false)} />}
    </Page>
  );
}

function Actions({ onCreate, full }: { onCreate: () => void; full: boolean }) {
  const t = useText();
  const org = useOrg();
  return (
    <Group gap="xs">
      <Button component={Link} to="/organizations/$org/settings/users/import" params={{ org } as never} variant="default"
        leftSection={<IconUpload size={16} aria-hidden />}>{t.users.import}</Button>
      {/* aria-disabled rather than disabled: it can be reached, and says why. */}
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={full ? undefined : onCreate} data-disabled={full || undefined}
        aria-disabled={full || undefined} aria-describedby={full ? 'seats-full' : undefined}>
        {full ? t.users.fullShort : t.users.create}
      </Button>
    </Group>
  );
}
