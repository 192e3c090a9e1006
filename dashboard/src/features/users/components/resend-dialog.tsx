import { ConfirmDialog } from '@/components/confirm-dialog';
import { useText } from '@/i18n';

type Props = { email: string; opened: boolean; pending: boolean; onConfirm: () => void; onClose: () => void };

/** Warns before mail goes to an address where it did not arrive. */
export function ResendDialog({ email, ...rest }: Props) {
  const t = useText();
  return <ConfirmDialog title={t.addressProblem.resendTitle} text={t.addressProblem.resendText(email)} confirm={t.addressProblem.resend} error={null} {...rest} />;
}
