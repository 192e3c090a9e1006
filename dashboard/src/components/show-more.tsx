import { Button, Group } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useText } from '@/i18n';
import { isLost } from './focus-guard';

type Props = { /** How many rows the table on the page has. */ rows: number; hasMore: boolean; loading: boolean; onMore: () => void };

/** The button below a list that is read page by page. What it brings gets the focus, at its first row. */
export function ShowMore({ rows, hasMore, loading, onMore }: Props) {
  const t = useText();
  const button = useRef<HTMLButtonElement>(null);
  const before = useRef<number>(undefined);
  useEffect(() => {
    const first = before.current;
    if (first === undefined || rows <= first) return;
    before.current = undefined;
    // Whoever has gone elsewhere in the meantime stays there.
    if (isLost() || document.activeElement === button.current) focusRow(first);
  }, [rows]);
  if (!hasMore) return null;
  return (
    <Group justify="center">
      <Button ref={button} variant="default" loading={loading} onClick={() => { before.current = rows; onMore(); }}>{t.common.showMore}</Button>
    </Group>
  );
}

function focusRow(n: number): void {
  const row = document.querySelectorAll<HTMLElement>('main tbody > tr')[n];
  if (!row) return;
  row.tabIndex = -1;
  row.focus();
}
