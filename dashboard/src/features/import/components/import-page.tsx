import { Alert, Button, Group, Progress, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useBlocker } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { DropZone } from '@/components/drop-zone';
import { AlertIcon, DownloadIcon } from '@/components/icons';
import { BackLink, Card, Page, ReadOnlyNote } from '@/components/page';
import { errorText } from '@/components/problem';
import { organizationQuery } from '@/features/organization/api/organization';
import { useAllowed, useOrg } from '@/features/session/api/me';
import { refresh } from '@/features/users/api/changes';
import { useText } from '@/i18n';
import type { Dictionary } from '@/i18n/en';
import { download, formatCsv } from '@/lib/csv';
import { newKey } from '@/lib/key';
import { importRows, type Outcome } from '../api/import';
import { columns, type File as ReadFile, mostRows, readFile, type Row } from '../rows';
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
      {refused && <Alert color="red" variant="light" icon={<AlertIcon />} role="alert">{refused}</Alert>}
      <Group>
        <Button variant="subtle" leftSection={<DownloadIcon size={16} />} onClick={() => download('users-example.csv', 'text/csv', example)}>{t.importUsers.template}</Button>
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
  const good = rows.filter((r) => r.input);
  const finished = run.state === 'done';
  return (
    <Stack>
      <Card title={finished ? t.importUsers.result : t.importUsers.previewTitle}>
        {run.state === 'preview' && <Preview rows={rows} good={good.length} />}
        {run.state === 'running' && (
          <>
            <Progress value={(100 * run.outcomes.length) / good.length} aria-label={t.importUsers.title} />
            <Text size="sm" role="status">{t.importUsers.progress(run.outcomes.length, good.length)}</Text>
          </>
        )}
        {finished && <Done rows={rows} outcomes={run.outcomes} />}
        <Group>
          {run.state === 'preview' && <Button disabled={good.length === 0} onClick={run.start}>{t.importUsers.submit(good.length)}</Button>}
          {run.state !== 'running' && <Button variant="default" onClick={onAgain}>{t.importUsers.another}</Button>}
        </Group>
      </Card>
      <RowsTable rows={rows} outcomes={run.outcomes} />
    </Stack>
  );
}

function useImport(rows: Row[]) {
  const t = useText();
  const org = useOrg();
  const client = useQueryClient();
  const [state, setState] = useState<'preview' | 'running' | 'done'>('preview');
  const [outcomes, setOutcomes] = useState<Outcome[]>([]);
  const stop = useRef(new AbortController());
  useBlocker({ shouldBlockFn: () => state === 'running' && !confirm(t.common.unsaved), enableBeforeUnload: state === 'running' });
  useEffect(() => {
    const controller = (stop.current = new AbortController());
    return () => controller.abort();
  }, []);
  const start = () => {
    setState('running');
    void importRows(rows.filter((r) => r.input), { org, id: newKey(), signal: stop.current.signal, progress: setOutcomes })
      .then(() => { setState('done'); refresh(client, org); });
  };
  return { state, outcomes, start };
}

function Preview({ rows, good }: { rows: Row[]; good: number }) {
  const t = useText();
  const org = useOrg();
  const { data } = useQuery(organizationQuery(org));
  const bad = rows.length - good;
  const free = data?.seats.available ?? good;
  return (
    <>
      <Text size="sm">{t.importUsers.ready(good)}. {bad > 0 && `${t.importUsers.problems(bad)}. ${t.importUsers.onlyGood}`} {t.importUsers.previewText}</Text>
      {good > free && <Alert color="yellow" variant="light" icon={<AlertIcon />}>{t.importUsers.seatsShort(good, free)}</Alert>}
    </>
  );
}

function Done({ rows, outcomes }: { rows: Row[]; outcomes: Outcome[] }) {
  const t = useText();
  const org = useOrg();
  const created = outcomes.filter((o) => o.user).length;
  return (
    <>
      <Alert variant="light" role="status">{t.importUsers.done(created, rows.length - created)}</Alert>
      <Group>
        <Button leftSection={<DownloadIcon size={16} />} onClick={() => download('import-result.csv', 'text/csv', resultCsv(t, rows, outcomes))}>{t.importUsers.download}</Button>
        <Link to="/organizations/$org/settings/users" params={{ org }}>{t.importUsers.back}</Link>
      </Group>
    </>
  );
}

/** What became of a line, in words. */
export function outcomeText(t: Dictionary, row: Row, outcome: Outcome | undefined): string {
  if (outcome?.user) return t.importUsers.created;
  if (outcome?.error) {
    const fields = outcome.error.fields.map((f) => `${f.field}: ${t.errors.fields[f.code] ?? f.message}`);
    return fields.length > 0 ? fields.join(' ') : errorText(outcome.error, t);
  }
  if (row.input) return t.importUsers.wouldCreate;
  return row.problems.map((p) => `${p.field}: ${p.code === 'duplicate' ? t.importUsers.duplicate(p.line ?? 0) : t.errors.fields[p.code]}`).join(' ');
}

function resultCsv(t: Dictionary, rows: Row[], outcomes: Outcome[]): string {
  const of = new Map(outcomes.map((o) => [o.row.line, o]));
  return formatCsv([['line', ...columns, 'result', 'user_id'], ...rows.map((r) => {
    const outcome = of.get(r.line);
    return [String(r.line), ...columns.map((c) => r.values[c]), outcomeText(t, r, outcome), outcome?.user?.id ?? ''];
  })]);
}
