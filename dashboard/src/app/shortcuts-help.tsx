import { Checkbox, Stack } from '@mantine/core';
import { Dialog } from '@/components/dialog';
import { useText } from '@/i18n';
import { paletteKeys } from '@/lib/palette-keys';
import { chooseSingleKeys, useSingleKeys } from '@/lib/single-keys';
import classes from './palette.module.css';

/** Which keys do what, and a switch for those that are pressed alone. */
export function ShortcutsHelp({ opened, onClose, mayCreate }: { opened: boolean; onClose: () => void; mayCreate: boolean }) {
  const t = useText();
  const single = useSingleKeys();
  const keys: [string, string][] = [
    [paletteKeys.shown, t.palette.title],
    ['/', t.shortcuts.search],
    ...(mayCreate ? [['c', t.users.create] as [string, string]] : []),
    ['?', t.shortcuts.title],
  ];
  return (
    <Dialog opened={opened} onClose={onClose} title={t.shortcuts.title}>
      <Stack data-palette>
        <dl className={classes.keys}>
          {keys.map(([key, what]) => <div key={key}><dt>{what}</dt><dd><kbd className={classes.key}>{key}</kbd></dd></div>)}
        </dl>
        <Checkbox label={t.shortcuts.single} description={t.shortcuts.singleHint} checked={single} onChange={(e) => chooseSingleKeys(e.currentTarget.checked)} />
      </Stack>
    </Dialog>
  );
}
