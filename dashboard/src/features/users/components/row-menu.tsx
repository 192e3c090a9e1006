import { type ComponentType, useState } from 'react';
import { errorText } from '@/components/problem';
import { toast } from '@/components/toasts';
import { useText } from '@/i18n';
import { loadPart } from '@/lib/load';
import type { User } from '@/lib/types';
import { RowButton } from './row-button';

type Actions = ComponentType<{ user: User }>;
let loaded: Actions | undefined;
const load = async (): Promise<Actions> => (loaded ??= await loadPart<Actions>(() => import('./row-actions').then((m) => m.RowActions)));

/** The button of a row's menu, which is loaded when one reaches for it. */
export function RowMenu({ user }: { user: User }) {
  const t = useText();
  const [Opened, open] = useState<Actions | null>(null);
  const ahead = () => void load().catch(() => {}); // a failure is told when the button is pressed
  if (Opened) return <Opened user={user} />;
  return (
    <RowButton user={user} aria-haspopup="menu" aria-expanded={false} onPointerEnter={ahead} onFocus={ahead}
      onClick={() => void load().then((C) => open(() => C), (e: unknown) => toast(errorText(e, t)))} />
  );
}
