import { Button, Group, NativeSelect, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ConflictChoice } from '@/components/conflict-choice';
import { Card, ErrorPage, Page, ReadOnlyNote } from '@/components/page';
import { errorText, ProblemAlert } from '@/components/problem';
import { When } from '@/components/time';
import { toast } from '@/components/toasts';
import { useAllowed, useOrg } from '@/lib/session';
import { SeatsLedger } from '@/components/seats-ledger';
import { languages, useText } from '@/i18n';
import { hasCode } from '@/lib/errors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { organizationQuery } from '@/lib/organization';
import { clashes, differences } from '@/lib/merge';
import { rules } from '@/lib/rules';
import type { Organization, OrganizationChange } from '@/lib/types';
import { useKept, useUnsaved } from '@/lib/unsaved';
import { useUpdateOrganization } from '../api/update';
import { DeleteCard } from './delete-card';
import classes from './organization-page.module.css';

export function OrganizationPage() {
  const t = useText();
  const org = useOrg();
  const mayUpdate = useAllowed('organization:update');
  const mayDelete = useAllowed('organization:delete');
  const { data, error, refetch } = useQuery(organizationQuery(org));
  if (error && !data) return <ErrorPage error={error} retry={() => void refetch()} />;
  return (
    <Page title={t.org.title}>
      {!mayUpdate && <ReadOnlyNote>{t.org.readOnly}</ReadOnlyNote>}
      {!data ? <Skeleton height={300} radius="md" /> : (
        <>
          <Card title={t.app.settings}>{mayUpdate ? <Form organization={data} /> : <Facts organization={data} />}</Card>
          <SeatsLedger seats={data.seats} />
          <Card title={t.org.plan}><Plan organization={data} /></Card>
          {mayDelete && <DeleteCard organization={data} />}
        </>
      )}
    </Page>
  );
}

function Facts({ organization: o }: { organization: Organization }) {
  const t = useText();
  return (
    <dl className={classes.facts}>
      <dt>{t.org.name}</dt><dd>{o.name}</dd>
      <dt>{t.org.invitationDays}</dt><dd>{t.org.days(o.settings.invitation_days)}</dd>
      <dt>{t.org.locale}</dt><dd>{t.locales[o.settings.locale] ?? o.settings.locale}</dd>
    </dl>
  );
}

function Plan({ organization: o }: { organization: Organization }) {
  const t = useText();
  return (
    <dl className={classes.facts}>
      <dt>{t.org.plan}</dt><dd>{t.org.plans[o.plan] ?? o.plan}</dd>
      <dt>{t.org.id}</dt><dd><code>{o.id}</code></dd>
      <dt>{t.org.created}</dt><dd><When at={o.created_at} /></dd>
    </dl>
  );
}

const valuesOf = (o: Organization) => ({ name: o.name, invitation_days: String(o.settings.invitation_days), locale: o.settings.locale });
type Values = ReturnType<typeof valuesOf>;
const formName = 'organization';

const days = rules.SettingsPatch.invitation_days;
const limits = { name: rules.UpdateOrganizationInput.name, invitation_days: { required: true, ...days } };

/** Only what differs, so that only that is overwritten. */
function changeOf(values: Values, base: Values): OrganizationChange {
  const settings = {
    ...(values.invitation_days !== base.invitation_days && { invitation_days: Number(values.invitation_days) }),
    ...(values.locale !== base.locale && { locale: languages.find((l) => l === values.locale) }),
  };
  return {
    ...(values.name !== base.name && { name: values.name }),
    ...(Object.keys(settings).length > 0 && { settings }),
  };
}

function Form({ organization }: { organization: Organization }) {
  const t = useText();
  const org = useOrg();
  const client = useQueryClient();
  const update = useUpdateOrganization(org);
  // As it was when editing began: reading it again must not undo what is being typed.
  const [base, setBase] = useState(organization);
  const [theirs, setTheirs] = useState<Organization | null>(null);
  const form = useForm({ ...valuesOf(base), ...useKept<Values>(formName) }, (v) => validate(v, limits, t));
  useUnsaved(formName, differences(form.values, valuesOf(base)));
  const change = changeOf(form.values, valuesOf(base));
  const reset = (to: Organization) => { setBase(to); setTheirs(null); form.setValues(valuesOf(to)); update.reset(); };
  const save = (version: number) => update.mutate({ body: change, version }, {
    onSuccess: (saved) => { reset(saved); toast(t.common.saved); },
    onError: (error) => (hasCode(error, 'version_conflict') ? void merge() : form.refuse({ ...fieldErrors(error, t), ...fieldErrors(error, t, 'settings.') })),
  });
  // Somebody else saved first. What does not touch what they changed is saved on top of it, without a question.
  const merge = () => client.fetchQuery({ ...organizationQuery(org), staleTime: 0 }).then(
    (now) => (clashes(form.values, valuesOf(base), valuesOf(now)).length > 0 ? setTheirs(now) : save(now.version)),
    (error: unknown) => toast(errorText(error, t)),
  );
  return (
    <form {...form.formProps(() => save(base.version))}>
      <Stack maw="28rem">
        <TextInput label={t.org.name} {...form.getInputProps('name')} />
        <TextInput type="number" min={days.minimum} max={days.maximum} label={t.org.invitationDays} description={t.org.invitationDaysHint(days.minimum, days.maximum)} {...form.getInputProps('invitation_days')} />
        <NativeSelect label={t.org.locale} {...form.getInputProps('locale')} data={languages.map((l) => ({ value: l, label: t.locales[l] ?? l }))} />
        {theirs
          ? <ConflictChoice pending={update.isPending} onMine={() => save(theirs.version)} onTheirs={() => reset(theirs)} />
          : !hasCode(update.error, 'invalid_request', 'version_conflict') && <ProblemAlert error={update.error} />}
        <Group>
          <Button type="submit" loading={update.isPending} disabled={Object.keys(change).length === 0}>{t.common.save}</Button>
        </Group>
      </Stack>
    </form>
  );
}
