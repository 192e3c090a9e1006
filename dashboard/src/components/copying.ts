import { useText } from '@/i18n';
import { toast } from './toasts';

/** Copies a text and says so; where that is not allowed, it is shown to be copied by hand. */
export function useCopy(): (text: string) => void {
  const t = useText();
  return (text) => void navigator.clipboard.writeText(text).then(() => toast(t.user.copied(text)), () => toast(text));
}
