import { Alert, Button, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Dialog } from '@/components/dialog';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { useDemandText } from '@/i18n/demand';
import { fullName } from '@/lib/format';
import { useMe } from '@/lib/session';
import { withoutFactorQuery } from '../api/without-factor';

type Props = { org: string; pending: boolean; error: unknown; onClose: () => void; onConfirm: () => void };

/** What follows from demanding a second factor, before it is demanded. */
export function DemandDialog({ opened, ...props }: Props & { opened: boolean }) {
  const d = useDemandText();
  return <Dialog opened={opened} onClose={props.onClose} title={d.switchOnTitle}>{useMe().second_factor ? <Consequences {...props} /> : <Yourself {...props} />}</Dialog>;
}

function Yourself({ org, onClose }: Props) {
  const t = useText();
  const d = useDemandText();
  return (
    <Stack>
      <Text size="sm">{d.yourself}</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>{t.common.cancel}</Button>
        <Button component={Link} to="/organizations/$org/profile" params={{ org } as never}>{d.toProfile}</Button>
      </Group>
    </Stack>
  );
}

/** How many are named. */
const named = 5;

function Consequences({ org, pending, error, onClose, onConfirm }: Props) {
  const t = useText();
  const d = useDemandText();
  const without = useQuery(withoutFactorQuery(org));
  const { users = [], more = false } = without.data ?? {};
  return (
    <Stack>
      <Text size="sm">{d.switchOnText}</Text>
      {without.isPending && <Skeleton height={48} />}
      {without.error && <ProblemAlert error={without.error} retry={() => void without.refetch()} />}
      {without.data && users.length === 0 && !more && <Text size="sm">{d.nobody}</Text>}
      {(users.length > 0 || more) && (
        <Alert color="yellow" variant="light">
          <Text size="sm">{d.without(users.length, more)} {users.slice(0, named).map(fullName).join(', ')}{(users.length > named || more) && ` ${d.others}`}</Text>
          <Link to="/organizations/$org/settings/users" params={{ org }} search={{ second_factor: false }}>{d.see}</Link>
        </Alert>
      )}
      <ProblemAlert error={error} />
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose} data-autofocus>{t.common.cancel}</Button>
        <Button loading={pending} disabled={without.isPending} onClick={onConfirm}>{d.switchOn}</Button>
      </Group>
    </Stack>
  );
}
