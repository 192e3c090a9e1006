import { Modal, type ModalProps } from '@mantine/core';
import { useEffect, useLayoutEffect, useRef } from 'react';
import { useText } from '@/i18n';
import { UnsavedInDialog } from '@/lib/unsaved';
import { isLost } from './focus-guard';

/**
 * A dialog. Closing it without its own buttons asks first where something is typed and not saved. The page behind it is
 * held still by base.css, as the policy wants.
 */
export function Dialog({ children, onClose, onExitTransitionEnd, ...props }: ModalProps) {
  const t = useText();
  const unsaved = useRef(false);
  const close = () => { if (!unsaved.current || confirm(t.common.unsaved)) onClose(); };
  const giveBack = useFocusReturn(props.opened);
  return (
    <Modal centered size="md" lockScroll={false} closeButtonProps={{ 'aria-label': t.common.close }}
      overlayProps={{ backgroundOpacity: 0.55 }} transitionProps={{ duration: 120 }} returnFocus={false} onClose={close}
      onExitTransitionEnd={() => { giveBack(); onExitTransitionEnd?.(); }} {...props}
      // Mantine's <header> would be a second banner of the page.
      attributes={{ header: { role: 'presentation' } }}
      styles={{ body: { overflowWrap: 'anywhere', paddingTop: 4 }, title: { fontWeight: 650, fontSize: 'var(--mantine-font-size-lg)', overflowWrap: 'anywhere' } }}>
      <UnsavedInDialog value={unsaved}>{children}</UnsavedInDialog>
    </Modal>
  );
}

/** Where the focus was before the dialog that was opened last; and before the one that it was opened from. */
let openers: Element[] = [];

/**
 * Gives the focus back to where it was. Mantine's own way forgets the first
 * time of a dialog that is loaded only when it is opened, and one that goes away without being closed.
 */
function useFocusReturn(opened: boolean): () => void {
  const mine = useRef<Element[]>([]);
  useLayoutEffect(() => {
    const active = document.activeElement;
    if (!opened || !active) return;
    mine.current = openers = active.closest('[aria-modal=true]') ? [active, ...openers] : [active];
  }, [opened]);
  // Removed while it is open: the page may have gone as well, and another have taken the focus.
  useEffect(() => () => { if (isLost()) setTimeout(() => { if (isLost()) giveBack(mine.current, 0); }); }, []);
  return () => giveBack(mine.current, 1); // this one is still in the document
}

/** Not while another dialog than the closing one is open, which has the focus. */
function giveBack(to: readonly Element[], closing: number): void {
  const found = to.find((e) => e instanceof HTMLElement && e.isConnected);
  const behind = document.querySelectorAll('[aria-modal=true]').length > closing && !found?.closest('[aria-modal=true]');
  if (found instanceof HTMLElement && !behind) found.focus();
}
