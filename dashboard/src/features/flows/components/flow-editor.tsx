import { Button, Group, NativeSelect, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ConflictChoice } from '@/components/conflict-choice';
import { errorText, ProblemAlert } from '@/components/problem';
import { useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import type { Dictionary } from '@/i18n/en';
import { hasCode } from '@/lib/errors';
import { fieldErrors, useForm, validate } from '@/lib/form';
import { clashes, differences } from '@/lib/merge';
import { rules } from '@/lib/rules';
import { type FlowChange, type FlowStatus, flowStatuses, type NewFlow, type WholeFlow } from '@/lib/types';
import { useKept, useUnsaved } from '@/lib/unsaved';
import { toast } from '@/components/toasts';
import { flowQuery, useSaveFlow } from '../api/flows';
import { check, type Verdict } from '../json';

type Props = { flow: WholeFlow | null; onSaved: (flow: WholeFlow) => void };

const valuesOf = (flow: WholeFlow | null) => ({
  name: flow?.name ?? '', description: flow?.description ?? '', status: flow?.status ?? ('draft' as FlowStatus),
  definition: JSON.stringify(flow?.definition ?? {}, null, 2),
});
type Values = ReturnType<typeof valuesOf>;

function verdictText(t: Dictionary, v: Verdict): string {
  if (v.ok) return t.flows.valid;
  return v.kind === 'not-object' ? t.flows.notObject : t.flows.invalid(v.line, v.column, v.found);
}

/** Only what differs, so that only that is overwritten. */
function changeOf(values: Values, base: Values, whole: NewFlow): FlowChange {
  return Object.fromEntries(Object.entries(whole).filter(([k]) => values[k as keyof Values] !== base[k as keyof Values]));
}

export function FlowEditor({ flow, onSaved }: Props) {
  const t = useText();
  const editor = useEditor({ flow, onSaved });
  const { form, verdict, save } = editor;
  return (
    <form {...editor.formProps}>
      <Stack>
        <TextInput label={t.flows.name} autoComplete="off" {...form.getInputProps('name')} />
        <TextInput label={t.flows.description} autoComplete="off" {...form.getInputProps('description')} />
        <NativeSelect label={t.flows.status} {...form.getInputProps('status')} data={flowStatuses.map((s) => ({ value: s, label: t.flows.statuses[s] }))} />
        <Textarea label={t.flows.definition} rows={18} resize="vertical" spellCheck={false} autoCapitalize="off"
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }} {...form.getInputProps('definition')} />
        {/* Where it is refused, the field says what is wrong. */}
        <Text size="sm" role="status" hidden={form.errors.definition !== undefined} c={verdict.ok ? 'dimmed' : 'var(--mantine-color-error)'} data-valid={verdict.ok}>{verdictText(t, verdict)}</Text>
        {editor.theirs
          ? <ConflictChoice pending={save.isPending} onMine={editor.keepMine} onTheirs={editor.takeTheirs} />
          : !hasCode(save.error, 'invalid_request', 'version_conflict') && <ProblemAlert error={save.error} />}
        <Group>
          <Button type="submit" loading={save.isPending}>{t.flows.save}</Button>
          <Button variant="default" disabled={!verdict.ok}
            onClick={() => verdict.ok && form.setFieldValue('definition', JSON.stringify(verdict.value, null, 2))}>{t.flows.format}</Button>
        </Group>
      </Stack>
    </form>
  );
}

function useEditor({ flow, onSaved }: Props) {
  const t = useText();
  const org = useOrg();
  const client = useQueryClient();
  const name = `flow ${flow?.id ?? 'new'}`;
  // As it was when editing began: reading it again must not undo what is being typed.
  const [base, setBase] = useState(flow);
  const form = useForm<Values>({ ...valuesOf(base), ...useKept<Values>(name) }, (v) => {
    const definition = check(v.definition);
    return { ...validate(v, rules.CreateFlowInput, t), definition: definition.ok ? undefined : verdictText(t, definition) };
  });
  const save = useSaveFlow(org);
  const verdict = check(form.values.definition);
  useUnsaved(name, differences(form.values, valuesOf(base)));
  const [theirs, setTheirs] = useState<WholeFlow | null>(null);

  const reset = (to: WholeFlow) => { setBase(to); setTheirs(null); form.setValues(valuesOf(to)); };
  const send = (version: number | undefined) => {
    if (!verdict.ok) return;
    const { name, description, status } = form.values;
    const whole = { name, description, status, definition: verdict.value };
    const change = base && changeOf(form.values, valuesOf(base), whole);
    if (change && Object.keys(change).length === 0) return;
    save.mutate(base && change ? { change, id: base.id, version: version ?? base.version } : { create: whole }, {
      onSuccess: (saved) => { reset(saved); onSaved(saved); },
      onError: (error) => (hasCode(error, 'version_conflict') ? void merge() : form.refuse(fieldErrors(error, t))),
    });
  };
  // Somebody else saved first. What does not touch what they changed is saved on top of it, without a question.
  const merge = () => client.fetchQuery({ ...flowQuery(org, flow?.id ?? ''), staleTime: 0 }).then(
    (now) => (clashes(form.values, valuesOf(base), valuesOf(now)).length > 0 ? setTheirs(now) : send(now.version)),
    (error: unknown) => toast(errorText(error, t)),
  );
  return {
    form, save, verdict, theirs, formProps: form.formProps(() => send(base?.version)),
    keepMine: () => send(theirs?.version),
    takeTheirs: () => { if (theirs) reset(theirs); save.reset(); },
  };
}
