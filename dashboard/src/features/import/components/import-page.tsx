import { Alert, Button, Group, Progress, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DropZone } from '@/components/drop-zone';
import { BackLink, Card, Page, ReadOnlyNote } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import type { Dictionary } from '@/i18n/en';
import { download, formatCsv } from '@/lib/csv';
import { organizationQuery } from '@/lib/organization';
import { useAllowed, useOrg } from '@/lib/session';
import { isCreated, isLeft, type Outcome, worthSending } from '../api/import';
import { resultCsv } from '../outcome';
import { columns, type File as ReadFile, mostRows, readFile, type Row } from '../rows';
import { useImport } from '../use-import';
import { RowsTable } from './rows-table';

export function ImportPage() {
  const t = useText();
  const org = useOrg();
  const may = useAllowed('users:create');
  const [rows, setRows] = useState<Row[] | null>(null);
  return (
    <Page title={t.importUsers.title} intro={t.importUsers.intro}
      back={<BackLink to="/organizations/$org/settings/users" params={{ org }}>{t.importUsers.back}</BackLink>}>
      {!may ? <ReadOnlyNote>{t.users.readOnly}</ReadOnlyNote>
        : rows ? <Import rows={rows} onAgain={() => setRows(null)} /> : <Choose onRows={setRows} />}
    </Page>
  );
}

const example = formatCsv([[...columns], ['Ada', 'Byron', 'ada@example.com', 'owner'], ['Grace', 'Hopper', 'grace@example.com', 'auditor']]);

function Choose({ onRows }: { onRows: (rows: Row[]) => void }) {
  const t = useText();
  const [refused, setRefused] = useState('');
  const choose = async (file: File) => {
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(await file.arrayBuffer());
    } catch {
      return setRefused(t.importUsers.notCsv);
    }
    const read = readFile(text);
    if (read.ok) onRows(read.rows);
    else setRefused(refusal(t, read));
  };
  return (
    <Stack>
      <DropZone label={t.importUsers.drop} button={t.importUsers.choose} accept=".csv,text/csv" onFile={(f) => void choose(f)} />
      {refused && <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} role="alert">{refused}</Alert>}
      <Group>
        <Button variant="subtle" leftSection={<IconDownload size={16} aria-hidden />} onClick={() => download('users-example.csv', 'text/csv', example)}>{t.importUsers.template}</Button>
      </Group>
    </Stack>
  );
}

function refusal(t: Dictionary, file: Extract<ReadFile, { ok: false }>): string {
  if (file.why === 'columns') return t.importUsers.noColumns(file.missing.join(', '));
  return file.why === 'empty' ? t.importUsers.empty : t.importUsers.tooMany(mostRows);
}

function Import({ rows, onAgain }: { rows: Row[]; onAgain: () => void }) {
  const t = useText();
  const run = useImport(rows);
  const { state, judged, outcomes } = run;
  const good = outcomes.filter(worthSending).length;
  const left = state === 'done' && [...run.sent.values()].some(isLeft);
  const again = <Button variant="default" onClick={onAgain}>{t.importUsers.another}</Button>;
  if (judged.isPending) return <Skeleton height={240} radius="md" role="status" aria-label={t.importUsers.checking} />;
  if (judged.error) {
    return (
      <Stack>
        <ProblemAlert error={judged.error} />
        <Group><Button onClick={() => void judged.refetch()}>{t.common.tryAgain}</Button>{again}</Group>
      </Stack>
    );
  }
  return (
    <Stack>
      <Card title={state === 'done' ? t.importUsers.result : t.importUsers.previewTitle}>
        {state === 'preview' && <Preview outcomes={outcomes} />}
        {state === 'running' && <Running done={run.sent.size} total={run.total} />}
        {state === 'done' && <Done outcomes={outcomes} />}
        <Group>
          {state === 'preview' && <Button disabled={good === 0} onClick={run.start}>{t.importUsers.submit(good)}</Button>}
          {left && <Button onClick={run.goOn}>{t.importUsers.goOn}</Button>}
          {state !== 'running' && again}
        </Group>
      </Card>
      <RowsTable outcomes={outcomes} open={(o) => state !== 'done' && !run.sent.has(o.row.line)} />
    </Stack>
  );
}

function Running({ done, total }: { done: number; total: number }) {
  const t = useText();
  return (
    <>
      <Progress value={(100 * done) / total} aria-label={t.importUsers.title} />
      <Text size="sm" role="status">{t.importUsers.progress(done, total)}</Text>
    </>
  );
}

function Preview({ outcomes }: { outcomes: readonly Outcome[] }) {
  const t = useText();
  const org = useOrg();
  const { data } = useQuery(organizationQuery(org));
  const good = outcomes.filter(isCreated).length;
  const needed = outcomes.filter(worthSending).length;
  const bad = outcomes.length - needed;
  return (
    <>
      <Text size="sm">{t.importUsers.ready(good)}. {bad > 0 && `${t.importUsers.problems(bad)}. ${t.importUsers.onlyGood}`} {t.importUsers.previewText}</Text>
      {needed > good && (
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />}>{t.importUsers.seatsShort(needed, data?.seats.available ?? good)}</Alert>
      )}
    </>
  );
}

function Done({ outcomes }: { outcomes: readonly Outcome[] }) {
  const t = useText();
  const org = useOrg();
  const created = outcomes.filter(isCreated).length;
  return (
    <>
      <Alert variant="light" role="status">{t.importUsers.done(created, outcomes.length - created)}</Alert>
      <Group>
        <Button leftSection={<IconDownload size={16} aria-hidden />} onClick={() => download('import-result.csv', 'text/csv', resultCsv(t, outcomes))}>{t.importUsers.download}</Button>
        <Link to="/organizations/$org/settings/users" params={{ org }}>{t.importUsers.back}</Link>
      </Group>
    </>
  );
}
