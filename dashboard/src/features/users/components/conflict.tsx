import { Button, Group, Stack, Text } from '@mantine/core';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { hasCode } from '@/lib/errors';
import { roleName } from '@/lib/roles';
import type { UserChange } from '@/lib/types';
import classes from './conflict.module.css';

type Props = {
  /** What both have changed. */
  fields: (keyof UserChange)[];
  mine: Required<UserChange>; theirs: Required<UserChange>; pending: boolean; error: unknown;
  onMine: () => void; onTheirs: () => void;
};

/** Two people edited at once: both versions side by side, and a choice. */
export function Conflict({ fields, mine, theirs, pending, error, onMine, onTheirs }: Props) {
  const t = useText();
  const show = (field: keyof UserChange, of: Required<UserChange>) => (field === 'role' ? roleName(t, of.role) : of[field]);
  const labels = { first_name: t.user.firstName, last_name: t.user.lastName, role: t.user.role, email: t.user.email };
  return (
    <Stack role="alertdialog" aria-label={t.conflict.title}>
      <Text fw={600}>{t.conflict.title}</Text>
      <Text size="sm">{t.conflict.text}</Text>
      <table className={classes.table}>
        <thead><tr><th scope="col">{t.conflict.field}</th><th scope="col">{t.conflict.yours}</th><th scope="col">{t.conflict.theirs}</th></tr></thead>
        <tbody>
          {fields.map((f) => <tr key={f}><th scope="row">{labels[f]}</th><td>{show(f, mine)}</td><td>{show(f, theirs)}</td></tr>)}
        </tbody>
      </table>
      {!hasCode(error, 'version_conflict') && <ProblemAlert error={error} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onTheirs}>{t.conflict.takeTheirs}</Button>
        <Button onClick={onMine} loading={pending} data-autofocus>{t.conflict.keepMine}</Button>
      </Group>
    </Stack>
  );
}
