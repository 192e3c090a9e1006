import { Modal, type ModalProps } from '@mantine/core';
import { useText } from '@/i18n';

/** A dialog. The page behind it is held still by base.css, as the policy wants. */
export function Dialog(props: ModalProps) {
  const t = useText();
  return (
    <Modal centered size="md" lockScroll={false} closeButtonProps={{ 'aria-label': t.common.close }}
      overlayProps={{ backgroundOpacity: 0.55 }} transitionProps={{ duration: 120 }} {...props}
      styles={{ title: { fontWeight: 650, fontSize: 'var(--mantine-font-size-lg)', overflowWrap: 'anywhere' } }} />
  );
}
