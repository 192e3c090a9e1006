import { Alert, Button, Group, Loader, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { BackLink, Card, Page, ReadOnlyNote } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { useLanguage } from '@/i18n';
import { useImportText } from '@/i18n/import';
import { downloadCsv } from '@/lib/csv';
import type { ApiError } from '@/lib/errors';
import { useTakesFocus } from '@/lib/hooks';
import { newKey } from '@/lib/key';
import { useAllowed, useOrg } from '@/lib/session';
import { useRoleName } from '@/lib/roles';
import type { Import } from '@/lib/types';
import { isLeft, type List } from '../api/import';
import { needsRole, refusalText, resultCsv } from '../outcome';
import { useImport } from '../use-import';
import { ChooseFile } from './choose-file';
import { type Draft, PasteAddresses, RoleForAll } from './paste-addresses';
import { RowsTable } from './rows-table';

/** A list with the idempotency key that it is sent with, and what was typed if it was not a file. */
type Chosen = { list: List; id: string; draft?: Draft };
type Choose = (list: List, draft?: Draft) => void;

export function ImportPage() {
  const t = useImportText();
  const org = useOrg();
  const may = useAllowed('users:create');
  const role = useRoleName();
  const [chosen, setChosen] = useState<Chosen | null>(null);
  const [draft, setDraft] = useState<Draft>();
  const [moved, setMoved] = useState(false);
  const show = (next: Chosen | null, typed?: Draft) => { setChosen(next); setDraft(typed); setMoved(true); };
  const choose: Choose = (list, typed) => show({ list, id: newKey(), draft: typed }, typed);
  return (
    <Page title={t.importUsers.title} intro={t.importUsers.intro}
      back={<BackLink to="/organizations/$org/settings/users" params={{ org }}>{t.importUsers.back}</BackLink>}>
      {!may ? <ReadOnlyNote>{t.users.readOnly(role)}</ReadOnlyNote> : (
        <Focused key={chosen?.id ?? ''} take={moved}>
          {chosen ? <ImportList {...chosen} onChoose={choose} onBack={(typed) => show(null, typed)} /> : <Sources draft={draft} onChoose={choose} />}
        </Focused>
      )}
    </Page>
  );
}

/** Takes the focus of the button that was pressed to get here, unless something in it has it. */
function Focused({ take, children }: { take: boolean; children: ReactNode }) {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (take && !element.current?.contains(document.activeElement)) element.current?.focus({ preventScroll: true });
  }, [take]);
  return <Stack ref={element} tabIndex={-1} style={{ outline: 'none' }}>{children}</Stack>;
}

function Sources({ draft, onChoose }: { draft?: Draft; onChoose: Choose }) {
  return (
    <>
      <ChooseFile onFile={(body) => onChoose({ body, type: 'text/csv' })} />
      <PasteAddresses draft={draft}
        onDone={(typed) => onChoose({ body: new Blob([typed.text]), type: 'text/plain', role: typed.role }, typed)} />
    </>
  );
}

type Choosing = { onChoose: Choose; onBack: (draft?: Draft) => void };

function ImportList({ list, id, draft, onChoose, onBack }: Chosen & Choosing) {
  const t = useImportText();
  const { forecast, run, answer } = useImport(list, id);
  const change = draft && !run.isSuccess;
  const again = <Button variant="default" onClick={() => onBack(change ? draft : undefined)}>{change ? t.importUsers.change : t.importUsers.another}</Button>;
  if (forecast.isPending) return <Skeleton height={240} radius="md" role="status" aria-label={t.importUsers.checking} />;
  if (forecast.error) {
    const { fields } = forecast.error as ApiError;
    if (needsRole(fields)) return <RoleForAll onRole={(role) => onChoose({ ...list, role })} again={again} />;
    if (fields.length > 0) return <><Refused fields={fields} /><Sources draft={draft} onChoose={onChoose} /></>;
    return (
      <>
        <ProblemAlert error={forecast.error} />
        <Group><Button onClick={() => void forecast.refetch()}>{t.common.tryAgain}</Button>{again}</Group>
      </>
    );
  }
  const { results, created } = answer ?? forecast.data;
  const left = answer ? results.filter(isLeft).length : results.length;
  const sent = run.isSuccess || run.isError;
  return (
    <>
      <Card title={answer && sent ? t.importUsers.result : t.importUsers.previewTitle}>
        {run.isPending ? <Running done={results.length - left} total={results.length} />
          : answer ? <Done answer={answer} left={left} /> : <Preview forecast={forecast.data} pasted={draft !== undefined} />}
        <ProblemAlert error={run.error} />
        <Group>
          {run.isIdle && <Button disabled={created === 0} onClick={() => run.mutate()}>{t.importUsers.submit(created)}</Button>}
          {sent && left > 0 && <Button onClick={() => run.mutate()}>{answer ? t.importUsers.goOn : t.common.tryAgain}</Button>}
          {!run.isPending && again}
        </Group>
      </Card>
      <RowsTable results={results} forecast={!answer} />
    </>
  );
}

function Refused({ fields }: Pick<ApiError, 'fields'>) {
  const t = useImportText();
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} role="alert" title={t.importUsers.refused}>
      <Stack gap="xs">{fields.map((f) => <span key={f.field + f.message}>{refusalText(t, f)}</span>)}</Stack>
    </Alert>
  );
}

function Running({ done, total }: { done: number; total: number }) {
  const t = useImportText();
  const here = useTakesFocus<HTMLDivElement>();
  return <Group ref={here} tabIndex={-1} style={{ outline: 'none' }}><Loader size="sm" aria-hidden="true" /><Text size="sm" role="status">{t.importUsers.progress(done, total)}</Text></Group>;
}

function Preview({ forecast: { created, results, seats, charset, ignored_columns: ignored }, pasted }: { forecast: Import; pasted: boolean }) {
  const t = useImportText();
  const { language } = useLanguage();
  const bad = results.length - seats.needed;
  return (
    <>
      <Text size="sm">{t.importUsers.ready(created)}. {bad > 0 && `${t.importUsers.problems(bad)}. ${t.importUsers.onlyGood}`} {t.importUsers.previewText}</Text>
      {pasted && <Text size="sm">{t.importUsers.namesMade}</Text>}
      {t.importUsers.guessed[charset] && (
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />}>{t.importUsers.guessed[charset]}</Alert>
      )}
      {ignored.length > 0 && <Text size="sm">{t.importUsers.ignored(new Intl.ListFormat(language).format(ignored))}</Text>}
      {seats.needed > created && (
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />}>{t.importUsers.seatsShort(seats.needed, seats.available)}</Alert>
      )}
    </>
  );
}

function Done({ answer: { created, results }, left }: { answer: Import; left: number }) {
  const t = useImportText();
  const org = useOrg();
  const here = useTakesFocus<HTMLDivElement>();
  return (
    <>
      <Alert ref={here} tabIndex={-1} variant="light" role="status" data-done>{t.importUsers.done(created, results.length - created - left)} {left > 0 && t.importUsers.notReached(left)}</Alert>
      <Group>
        <Button leftSection={<IconDownload size={16} aria-hidden />} onClick={() => downloadCsv('import-result.csv', resultCsv(t, results))}>{t.importUsers.download}</Button>
        <Link to="/organizations/$org/settings/users" params={{ org }}>{t.importUsers.back}</Link>
      </Group>
    </>
  );
}
