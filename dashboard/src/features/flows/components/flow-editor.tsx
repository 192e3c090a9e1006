import { Button, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { type FormEvent, useRef, useState } from 'react';
import { ConflictChoice } from '@/components/conflict-choice';
import { ProblemAlert } from '@/components/problem';
import { useOrg } from '@/features/session/api/me';
import { useText } from '@/i18n';
import type { Dictionary } from '@/i18n/en';
import { hasCode } from '@/lib/errors';
import { fieldErrors, focusFirstError, useForm } from '@/lib/form';
import { newKey } from '@/lib/key';
import { type FlowStatus, flowStatuses, type WholeFlow } from '@/lib/types';
import { type FlowBody, flowQuery, useSaveFlow } from '../api/flows';
import { check, type Verdict } from '../json';

type Props = { flow: WholeFlow | null; onSaved: (flow: WholeFlow) => void };

const valuesOf = (flow: WholeFlow | null) => ({
  name: flow?.name ?? '', description: flow?.description ?? '', status: flow?.status ?? ('draft' as FlowStatus),
  definition: JSON.stringify(flow?.definition ?? {}, null, 2),
});
type Values = ReturnType<typeof valuesOf>;

export function verdictText(t: Dictionary, v: Verdict): string {
  if (v.ok) return t.flows.valid;
  return v.kind === 'not-object' ? t.flows.notObject : t.flows.invalid(v.line, v.column, v.found);
}

/** Only what differs, so that only that is overwritten; everything of a new flow. */
function bodyOf(values: Values, base: Values | null, definition: Record<string, unknown>): Partial<FlowBody> {
  const whole: FlowBody = { name: values.name, description: values.description, status: values.status, definition };
  if (!base) return whole;
  return Object.fromEntries(Object.entries(whole).filter(([k]) => values[k as keyof Values] !== base[k as keyof Values]));
}

export function FlowEditor({ flow, onSaved }: Props) {
  const t = useText();
  const editor = useEditor({ flow, onSaved });
  const { form, verdict, save } = editor;
  return (
    <form onSubmit={editor.submit} noValidate ref={editor.element}>
      <Stack>
        <TextInput label={t.flows.name} autoComplete="off" {...form.field('name')} />
        <TextInput label={t.flows.description} autoComplete="off" {...form.field('description')} />
        <NativeSelect label={t.flows.status} {...form.field('status')} data={flowStatuses.map((s) => ({ value: s, label: t.flows.statuses[s] }))} />
        <Textarea label={t.flows.definition} rows={18} resize="vertical" spellCheck={false} autoCapitalize="off"
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} {...form.field('definition')} />
        <Text size="sm" role="status" c={verdict.ok ? 'dimmed' : 'var(--mantine-color-error)'} data-valid={verdict.ok}>{verdictText(t, verdict)}</Text>
        {hasCode(save.error, 'version_conflict')
          ? <ConflictChoice pending={save.isPending} onMine={editor.keepMine} onTheirs={editor.takeTheirs} />
          : !hasCode(save.error, 'invalid_request') && <ProblemAlert error={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending}>{t.flows.save}</Button>
          <Button variant="default" disabled={!verdict.ok}
            onClick={() => verdict.ok && form.set('definition', JSON.stringify(verdict.value, null, 2))}>{t.flows.format}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function useEditor({ flow, onSaved }: Props) {
  const t = useText();
  const org = useOrg();
  const client = useQueryClient();
  const [key] = useState(newKey);
  // As it was when editing began: reading it again must not undo what is being typed.
  const [base, setBase] = useState(flow);
  const form = useForm<Values>(valuesOf(base));
  const element = useRef<HTMLFormElement>(null);
  const save = useSaveFlow(org, flow?.id ?? null);
  const verdict = check(form.values.definition);
  const dirty = JSON.stringify(form.values) !== JSON.stringify(valuesOf(base));
  const leaving = useRef(false);
  useBlocker({ shouldBlockFn: () => dirty && !leaving.current && !confirm(t.common.unsaved), enableBeforeUnload: () => dirty && !leaving.current });

  const reset = (to: WholeFlow) => { setBase(to); form.setValues(valuesOf(to)); };
  const send = (version: number | undefined) => {
    if (!verdict.ok) return;
    const body = bodyOf(form.values, base && valuesOf(base), verdict.value);
    if (base && Object.keys(body).length === 0) return;
    save.mutate({ body, version, idempotencyKey: key }, {
      onSuccess: (saved) => { leaving.current = base === null; reset(saved); onSaved(saved); },
      onError: (error) => { form.setErrors(fieldErrors(error, t)); focusFirstError(element.current); },
    });
  };
  const submit = (e: FormEvent) => {
    e.preventDefault();
    const name = form.values.name.trim() === '' ? t.errors.fields.required : undefined;
    form.setErrors({ name, definition: verdict.ok ? undefined : verdictText(t, verdict) });
    if (name || !verdict.ok) return focusFirstError(element.current);
    send(base?.version);
  };
  const theirs = () => client.fetchQuery({ ...flowQuery(org, flow?.id ?? ''), staleTime: 0 });
  return {
    form, element, save, verdict, submit,
    keepMine: () => void theirs().then((f) => send(f.version)),
    takeTheirs: () => void theirs().then((f) => { reset(f); save.reset(); }),
  };
}
