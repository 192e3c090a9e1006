import { Alert, Button, Group, Text } from '@mantine/core';
import { IconAlertTriangle, IconDownload } from '@tabler/icons-react';
import { useState } from 'react';
import { DropZone } from '@/components/drop-zone';
import { Card } from '@/components/page';
import { useLanguage } from '@/i18n';
import { useImportText } from '@/i18n/import';
import { downloadCsv, formatCsv } from '@/lib/csv';
import { columns, mostBytes } from '../api/import';

const example = formatCsv([[...columns], ['Ada', 'Byron', 'ada@example.com', 'owner'], ['Grace', 'Hopper', 'grace@example.com', 'auditor']]);

/** A place for a CSV file, of which the service says what is in it. */
export function ChooseFile({ onFile }: { onFile: (file: Blob) => void }) {
  const t = useImportText();
  const { language } = useLanguage();
  const [refused, setRefused] = useState('');
  const choose = async (file: File) => {
    if (file.size > mostBytes) {
      const megabytes = Math.ceil((10 * file.size) / mostBytes) / 10;
      return setRefused(t.importUsers.tooLarge(new Intl.NumberFormat(language).format(megabytes)));
    }
    try {
      // Read once, so that what is sent is what was previewed.
      onFile(new Blob([await file.arrayBuffer()]));
    } catch {
      setRefused(t.importUsers.unreadable);
    }
  };
  return (
    <Card title={t.importUsers.fromFile}>
      <Text size="sm">{t.importUsers.header}</Text>
      <Text size="sm" c="dimmed">{t.importUsers.accepted}</Text>
      <DropZone label={t.importUsers.drop} button={t.importUsers.choose} hint={t.importUsers.limits} accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain" onFile={(f) => void choose(f)} />
      {refused && <Alert color="red" variant="light" icon={<IconAlertTriangle size={18} aria-hidden />} role="alert">{refused}</Alert>}
      <Group>
        <Button variant="subtle" leftSection={<IconDownload size={16} aria-hidden />} onClick={() => downloadCsv('users-example.csv', example)}>{t.importUsers.template}</Button>
      </Group>
    </Card>
  );
}
