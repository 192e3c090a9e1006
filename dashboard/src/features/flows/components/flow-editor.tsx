import { Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { ProblemAlert } from '@/components/problem';
import { useOrg } from '@/features/session/api/me';
import { useText } from '@/i18n';
import type { Dictionary } from '@/i18n/en';
import { hasCode } from '@/lib/errors';
import { fieldErrors, focusFirstError, useForm } from '@/lib/form';
import { newKey } from '@/lib/key';
import type { Flow } from '@/lib/types';
import { flowQuery, useSaveFlow } from '../api/flows';
import { check, type Verdict } from '../json';

type Props = { flow: Flow | null; draft?: Flow | null; onSaved: (flow: Flow) => void };

const textOf = (flow: Flow | null | undefined) => JSON.stringify(flow?.definition ?? {}, null, 2);

export function verdictText(t: Dictionary, v: Verdict): string {
  if (v.ok) return t.flows.valid;
  return v.kind === 'not-object' ? t.flows.notObject : t.flows.invalid(v.line, v.column, v.why);
}

export function FlowEditor({ flow, draft, onSaved }: Props) {
  const t = useText();
  const org = useOrg();
  const client = useQueryClient();
  const [key] = useState(newKey);
  const [base] = useState({ name: flow?.name ?? '', definition: textOf(flow), version: flow?.version });
  const form = useForm({ name: base.name, definition: draft ? textOf(draft) : base.definition });
  const element = useRef<HTMLFormElement>(null);
  const save = useSaveFlow(org, flow?.id ?? null);
  const verdict = check(form.values.definition);
  const dirty = form.values.name !== base.name || form.values.definition !== base.definition;
  useBlocker({ shouldBlockFn: () => dirty && !save.isSuccess && !confirm(t.common.unsaved), enableBeforeUnload: dirty });

  const submit = (e: FormEvent) => {
    e.preventDefault();
    form.setErrors({
      name: form.values.name.trim() === '' ? t.errors.fields.required : undefined,
      definition: verdict.ok ? undefined : verdictText(t, verdict),
    });
    if (!verdict.ok || form.values.name.trim() === '') return focusFirstError(element.current);
    send(base.version);
  };
  const send = (version: number | undefined) => {
    if (!verdict.ok) return;
    save.mutate({ body: { name: form.values.name, definition: verdict.value }, version, idempotencyKey: key }, {
      onSuccess: onSaved,
      onError: (error) => { form.setErrors(fieldErrors(error, t)); focusFirstError(element.current); },
    });
  };
  const overwrite = async () => {
    if (flow) send((await client.fetchQuery({ ...flowQuery(org, flow.id), staleTime: 0 })).version);
  };
  return (
    <form onSubmit={submit} noValidate ref={element}>
      <Stack>
        <TextInput label={t.flows.name} autoComplete="off" {...form.field('name')} />
        <Textarea label={t.flows.definition} rows={18} resize="vertical" spellCheck={false} autoCapitalize="off"
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} {...form.field('definition')} />
        <Text size="sm" role="status" c={verdict.ok ? 'dimmed' : 'var(--mantine-color-error)'} data-valid={verdict.ok}>{verdictText(t, verdict)}</Text>
        {!hasCode(save.error, 'invalid_request') && <ProblemAlert error={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending}>{t.flows.save}</Button>
          <Button variant="default" disabled={!verdict.ok}
            onClick={() => verdict.ok && form.set('definition', JSON.stringify(verdict.value, null, 2))}>{t.flows.format}</Button>
          {hasCode(save.error, 'version_conflict') && <Button variant="default" onClick={() => void overwrite()}>{t.conflict.keepMine}</Button>}
        </Group>
      </Stack>
    </form>
  );
}
