import { Button, Group, NativeSelect, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { ConflictChoice } from '@/components/conflict-choice';
import { Card, ErrorPage, Page, ReadOnlyNote } from '@/components/page';
import { errorText, ProblemAlert } from '@/components/problem';
import { When } from '@/components/time';
import { toast } from '@/components/toasts';
import { useAllowed, useOrg } from '@/features/session/api/me';
import { SeatsLedger } from '@/features/users/components/seats-ledger';
import { languages, useText } from '@/i18n';
import { hasCode } from '@/lib/errors';
import { fieldErrors, focusFirstError, useForm } from '@/lib/form';
import type { Organization } from '@/lib/types';
import { type OrganizationChange, organizationQuery, useUpdateOrganization } from '../api/organization';
import classes from './organization-page.module.css';

export function OrganizationPage() {
  const t = useText();
  const org = useOrg();
  const mayUpdate = useAllowed('organization:update');
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

type Values = { name: string; invitation_days: string; locale: string };

const valuesOf = (o: Organization): Values =>
  ({ name: o.name, invitation_days: String(o.settings.invitation_days), locale: o.settings.locale });

/** Only what differs, so that only that is overwritten. */
function changeOf(values: Values, base: Values): OrganizationChange {
  const settings = {
    ...(values.invitation_days !== base.invitation_days && { invitation_days: Number(values.invitation_days) }),
    ...(values.locale !== base.locale && { locale: values.locale }),
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
  const form = useForm(valuesOf(base));
  const element = useRef<HTMLFormElement>(null);
  const change = changeOf(form.values, valuesOf(base));
  const reset = (to: Organization) => { setBase(to); form.setValues(valuesOf(to)); update.reset(); };
  const save = (version: number) => update.mutate({ body: change, version }, {
    onSuccess: (saved) => { reset(saved); toast(t.common.saved); },
    onError: (error) => {
      form.setErrors({ ...fieldErrors(error, t), ...fieldErrors(error, t, 'settings.') });
      focusFirstError(element.current);
    },
  });
  const withTheirs = (use: (o: Organization) => void) => void client.fetchQuery({ ...organizationQuery(org), staleTime: 0 })
    .then(use, (error: unknown) => toast(errorText(error, t)));
  const submit = (e: FormEvent) => {
    e.preventDefault();
    if (/^([1-9]|[12]\d|30)$/.test(form.values.invitation_days)) return save(base.version);
    form.setErrors({ invitation_days: t.errors.fields.out_of_range });
    focusFirstError(element.current);
  };
  const conflict = hasCode(update.error, 'version_conflict');
  return (
    <form onSubmit={submit} noValidate ref={element}>
      <Stack maw="28rem">
        <TextInput label={t.org.name} {...form.field('name')} />
        <TextInput type="number" min={1} max={30} label={t.org.invitationDays} description={t.org.invitationDaysHint} {...form.field('invitation_days')} />
        <NativeSelect label={t.org.locale} {...form.field('locale')} data={languages.map((l) => ({ value: l, label: t.locales[l] ?? l }))} />
        {conflict
          ? <ConflictChoice pending={update.isPending} onMine={() => withTheirs((o) => save(o.version))} onTheirs={() => withTheirs(reset)} />
          : !hasCode(update.error, 'invalid_request') && <ProblemAlert error={update.error} />}
        <Group>
          <Button type="submit" loading={update.isPending} disabled={Object.keys(change).length === 0}>{t.common.save}</Button>
        </Group>
      </Stack>
    </form>
  );
}
