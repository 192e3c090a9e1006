import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Dialog } from '@/components/dialog';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { useEndText } from '@/i18n/ends';
import { hasCode } from '@/lib/errors';
import { useForm } from '@/lib/form';
import { organizationQuery } from '@/lib/organization';
import type { Organization } from '@/lib/types';
import { useDeleteOrganization } from '../api/delete';

type Props = { organization: Organization; opened: boolean; onClose: () => void };

/** Says what goes, and takes the organization's name, so that nobody deletes another one than they mean. */
export function DeleteDialog({ organization, opened, onClose }: Props) {
  const e = useEndText();
  return (
    <Dialog opened={opened} onClose={onClose} title={e.title(organization.name)}>
      <DeleteForm organization={organization} onClose={onClose} />
    </Dialog>
  );
}

function DeleteForm({ organization: { id, name }, onClose }: Omit<Props, 'opened'>) {
  const t = useText();
  const e = useEndText();
  const client = useQueryClient();
  const remove = useDeleteOrganization(id);
  const form = useForm({ name: '' }, (v) => (plain(v.name) === plain(name) ? {} : { name: e.wrongName }));
  const submit = form.formProps(() => remove.mutate(name, {
    onError: (error) => {
      if (!hasCode(error, 'invalid_request')) return;
      form.refuse({ name: e.wrongName }); // it has another one by now
      void client.invalidateQueries({ queryKey: organizationQuery(id).queryKey });
    },
  }));
  return (
    <form {...submit}>
      <Stack>
        <Text component="ul" size="sm" m={0} pl="lg">
          {e.losses.map((l) => <li key={l}>{l}</li>)}
        </Text>
        <Text size="sm">{e.restorable}</Text>
        <TextInput label={e.name} description={e.typeName(name)} autoComplete="off" spellCheck={false} data-autofocus {...form.getInputProps('name')} />
        {!hasCode(remove.error, 'invalid_request') && <ProblemAlert error={remove.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>{t.common.cancel}</Button>
          <Button type="submit" color="red" loading={remove.isPending}>{e.submit}</Button>
        </Group>
      </Stack>
    </form>
  );
}

/** A name as it can be typed: whatever the spaces and the form of its accents. */
function plain(name: string): string {
  return name.normalize('NFC').replace(/\s+/g, ' ').trim();
}
