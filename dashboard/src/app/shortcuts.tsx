// What keys do on every page within an organization.
import { ActionIcon } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import { lazyDialog } from '@/components/lazy-dialog';
import { toast } from '@/components/toasts';
import { searchField } from '@/features/users/search';
import { useText } from '@/i18n';
import { organizationQuery } from '@/lib/organization';
import { isPaletteKey, paletteKeys } from '@/lib/palette-keys';
import { useAllowed, useOrg } from '@/lib/session';
import { useSingleKeys } from '@/lib/single-keys';

const Palette = lazyDialog(() => import('./palette').then((m) => m.Palette));
const ShortcutsHelp = lazyDialog(() => import('./shortcuts-help').then((m) => m.ShortcutsHelp));

/** The button that opens the palette, and the keys. */
export function Shortcuts() {
  const t = useText();
  const [open, setOpen] = useState<'palette' | 'help' | null>(null);
  const create = useCreate();
  const toggle = useCallback(() => setOpen((now) => (now === 'palette' ? null : 'palette')), []);
  const help = useCallback(() => setOpen('help'), []);
  const close = useCallback(() => setOpen(null), []);
  useKeys(toggle, help, create);
  useEffect(Palette.preload, []);
  return (
    <>
      <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t.palette.title} title={`${t.palette.title} (${paletteKeys.shown})`}
        aria-haspopup="dialog" aria-keyshortcuts={paletteKeys.aria} onClick={toggle}>
        <IconSearch size={18} aria-hidden />
      </ActionIcon>
      <Palette opened={open === 'palette'} onClose={close} onCreate={create} onHelp={help} />
      <ShortcutsHelp opened={open === 'help'} onClose={close} mayCreate={create !== undefined} />
    </>
  );
}

/** Opens the form for a new user, on the users' page; undefined for who may not. */
function useCreate(): (() => void) | undefined {
  const t = useText();
  const org = useOrg();
  const client = useQueryClient();
  const navigate = useNavigate();
  const create = useCallback(() => {
    const seats = client.getQueryData(organizationQuery(org).queryKey)?.seats;
    const full = seats !== undefined && seats.available <= 0;
    if (full) toast(t.users.fullShort); // the users' page says what can be done
    const to = '/organizations/$org/settings/users';
    const listed = document.getElementById(searchField) !== null;
    void navigate({ to, params: { org }, search: (s) => ({ ...(listed && s), create: !full || undefined }), replace: listed });
  }, [client, navigate, org, t]);
  return useAllowed('users:create') ? create : undefined;
}

/** The palette's keys work everywhere; single keys not while somebody types, and not in a dialog or menu. */
function useKeys(palette: () => void, help: () => void, create: (() => void) | undefined): void {
  const single = useSingleKeys();
  useEffect(() => {
    const press = (e: KeyboardEvent) => {
      if (e.defaultPrevented || e.isComposing || e.repeat) return;
      const run: (() => unknown) | undefined = opensPalette(e) ? palette : single && !e.ctrlKey && !e.metaKey && !e.altKey && !isTaken(e.target)
        ? { '/': focusSearch, '?': help, c: create }[e.key] : undefined;
      if (!run || run() === false) return;
      e.preventDefault();
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  }, [palette, help, create, single]);
}

/** The palette's keys close it too, and lead on from the help; other dialogs are finished first. */
function opensPalette(e: KeyboardEvent): boolean {
  return isPaletteKey(e) && document.querySelector('[aria-modal=true]:not(:has([data-palette]))') === null;
}

function isTaken(target: EventTarget | null): boolean {
  if (document.querySelector('[aria-modal=true]') !== null) return true;
  return target instanceof HTMLElement && (target.isContentEditable || target.closest('input, textarea, select, [role=menu]') !== null);
}

/** Answers false where there is nothing to search. */
function focusSearch(): boolean {
  const field = document.getElementById(searchField);
  if (!(field instanceof HTMLInputElement)) return false;
  field.focus();
  field.select();
  return true;
}
