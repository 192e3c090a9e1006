import { Modal, type ModalProps } from '@mantine/core';
import { useLayoutEffect, useRef } from 'react';
import { useText } from '@/i18n';

/** A dialog. The page behind it is held still by base.css, as the policy wants. */
export function Dialog({ onExitTransitionEnd, ...props }: ModalProps) {
  const t = useText();
  const giveBack = useFocusReturn(props.opened);
  return (
    <Modal centered size="md" lockScroll={false} closeButtonProps={{ 'aria-label': t.common.close }}
      overlayProps={{ backgroundOpacity: 0.55 }} transitionProps={{ duration: 120 }} returnFocus={false} onExitTransitionEnd={() => { giveBack(); onExitTransitionEnd?.(); }} {...props}
      // Mantine's <header> would be a second banner of the page.
      attributes={{ header: { role: 'presentation' } }}
      styles={{ body: { overflowWrap: 'anywhere' }, title: { fontWeight: 650, fontSize: 'var(--mantine-font-size-lg)', overflowWrap: 'anywhere' } }} />
  );
}

/**
 * Gives the focus back to where it was. Mantine's own way forgets the first
 * time of a dialog that is loaded only when it is opened.
 */
function useFocusReturn(opened: boolean): () => void {
  const before = useRef<Element | null>(null);
  useLayoutEffect(() => { if (opened) before.current = document.activeElement; }, [opened]);
  return () => { if (before.current instanceof HTMLElement) before.current.focus(); };
}
