import { Alert, Button, Group, Loader, Skeleton, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { DropZone } from '@/components/drop-zone';
import { BackLink, Card, Page, ReadOnlyNote } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { useLanguage, useText } from '@/i18n';
import { download, formatCsv } from '@/lib/csv';
import type { ApiError } from '@/lib/errors';
import { newKey } from '@/lib/key';
import { useAllowed, useOrg } from '@/lib/session';
import type { Import } from '@/lib/types';
import { columns, isLeft, mostBytes } from '../api/import';
import { refusalText, resultCsv } from '../outcome';
import { useImport } from '../use-import';
import { RowsTable } from './rows-table';

/** A file with the idempotency key that it is sent with. */
type Chosen = { file: Blob; id: string };

export function ImportPage() {
  const t = useText();
  const org = useOrg();
  const may = useAllowed('users:create');
  const [chosen, setChosen] = useState<Chosen | null>(null);
  return (
    <Page title={t.importUsers.title} intro={t.importUsers.intro}
      back={<BackLink to="/organizations/$org/settings/users" params={{ org }}>{t.importUsers.back}</BackLink>}>
      {!may ? <ReadOnlyNote>{t.users.readOnly}</ReadOnlyNote>
        : chosen ? <ImportFile key={chosen.id} {...chosen} onChoose={setChosen} />
          : <Choose onChoose={setChosen} />}
    </Page>
  );
}

const example = formatCsv([[...columns], ['Ada', 'Byron', 'ada@example.com', 'owner'], ['Grace', 'Hopper', 'grace@example.com', 'auditor']]);

function Choose({ onChoose }: { onChoose: (chosen: Chosen) => void }) {
  const { t, language } = useLanguage();
  const [refused, setRefused] = useState('');
  const choose = async (file: File) => {
    if (file.size > mostBytes) {
      const megabytes = Math.ceil((10 * file.size) / mostBytes) / 10;
      return setRefused(t.importUsers.tooLarge(new Intl.NumberFormat(language).format(megabytes)));
    }
    try {
      // Read once, so that what is sent is what was previewed.
      onChoose({ file: new Blob([await file.arrayBuffer()]), id: newKey() });
    } catch {
      setRefused(t.importUsers.unreadable);
    }
  };
  return (
    <Stack>
      <Text size="sm" c="dimmed">{t.importUsers.accepted}</Text>
      <DropZone label={t.importUsers.drop} button={t.importUsers.choose} hint={t.importUsers.limits} accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain" onFile={(f) => void choose(f)} />
      {refused && <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} role="alert">{refused}</Alert>}
      <Group>
        <Button variant="subtle" leftSection={<IconDownload size={16} aria-hidden />} onClick={() => download('users-example.csv', 'text/csv', example)}>{t.importUsers.template}</Button>
      </Group>
    </Stack>
  );
}

function ImportFile({ file, id, onChoose }: Chosen & { onChoose: (chosen: Chosen | null) => void }) {
  const t = useText();
  const { forecast, run, answer } = useImport(file, id);
  const again = <Button variant="default" onClick={() => onChoose(null)}>{t.importUsers.another}</Button>;
  if (forecast.isPending) return <Skeleton height={240} radius="md" role="status" aria-label={t.importUsers.checking} />;
  if (forecast.error) {
    const fields = (forecast.error as ApiError).fields;
    if (fields.length > 0) return <Stack><Refused fields={fields} /><Choose onChoose={onChoose} /></Stack>;
    return (
      <Stack>
        <ProblemAlert error={forecast.error} />
        <Group><Button onClick={() => void forecast.refetch()}>{t.common.tryAgain}</Button>{again}</Group>
      </Stack>
    );
  }
  const { results, seats } = answer ?? forecast.data;
  const left = answer ? results.filter(isLeft).length : results.length;
  const sent = run.isSuccess || run.isError;
  return (
    <Stack>
      <Card title={answer && sent ? t.importUsers.result : t.importUsers.previewTitle}>
        {run.isPending ? <Running done={results.length - left} total={results.length} />
          : answer ? <Done answer={answer} left={left} /> : <Preview forecast={forecast.data} />}
        <ProblemAlert error={run.error} />
        <Group>
          {run.isIdle && <Button disabled={seats.needed === 0} onClick={() => run.mutate()}>{t.importUsers.submit(seats.needed)}</Button>}
          {sent && left > 0 && <Button onClick={() => run.mutate()}>{answer ? t.importUsers.goOn : t.common.tryAgain}</Button>}
          {!run.isPending && again}
        </Group>
      </Card>
      <RowsTable results={results} forecast={!answer} />
    </Stack>
  );
}

function Refused({ fields }: Pick<ApiError, 'fields'>) {
  const t = useText();
  return (
    <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} role="alert" title={t.importUsers.refused}>
      <Stack gap="xs">{fields.map((f) => <span key={f.field + f.message}>{refusalText(t, f)}</span>)}</Stack>
    </Alert>
  );
}

function Running({ done, total }: { done: number; total: number }) {
  const t = useText();
  return <Group><Loader size="sm" aria-hidden="true" /><Text size="sm" role="status">{t.importUsers.progress(done, total)}</Text></Group>;
}

function Preview({ forecast: { created, results, seats } }: { forecast: Import }) {
  const t = useText();
  const bad = results.length - seats.needed;
  return (
    <>
      <Text size="sm">{t.importUsers.ready(created)}. {bad > 0 && `${t.importUsers.problems(bad)}. ${t.importUsers.onlyGood}`} {t.importUsers.previewText}</Text>
      {seats.needed > created && (
        <Alert color="yellow" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />}>{t.importUsers.seatsShort(seats.needed, seats.available)}</Alert>
      )}
    </>
  );
}

function Done({ answer: { created, results }, left }: { answer: Import; left: number }) {
  const t = useText();
  const org = useOrg();
  return (
    <>
      <Alert variant="light" role="status">{t.importUsers.done(created, results.length - created - left)} {left > 0 && t.importUsers.notReached(left)}</Alert>
      <Group>
        <Button leftSection={<IconDownload size={16} aria-hidden />} onClick={() => download('import-result.csv', 'text/csv', resultCsv(t, results))}>{t.importUsers.download}</Button>
        <Link to="/organizations/$org/settings/users" params={{ org }}>{t.importUsers.back}</Link>
      </Group>
    </>
  );
}
