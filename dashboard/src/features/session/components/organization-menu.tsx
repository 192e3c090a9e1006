import { type ComponentType, useState } from 'react';
import { errorText } from '@/components/problem';
import { toast } from '@/components/toasts';
import { useText } from '@/i18n';
import { loadPart } from '@/lib/load';
import type { Membership } from '@/lib/types';
import { OrganizationButton } from './organization-button';

type Dropdown = ComponentType<{ current: Membership }>;
let loaded: Dropdown | undefined;
const load = async (): Promise<Dropdown> => (loaded ??= await loadPart<Dropdown>(() => import('./organization-dropdown').then((m) => m.OrganizationDropdown)));

/** The name of the organization, with the way to one's others, which is loaded when one reaches for it. */
export function OrganizationMenu({ current }: { current: Membership }) {
  const t = useText();
  const [Opened, open] = useState<Dropdown | null>(null);
  const ahead = () => void load().catch(() => {}); // a failure is told when the button is pressed
  if (Opened) return <Opened current={current} />;
  return (
    <OrganizationButton name={current.organization.name} aria-haspopup="dialog" aria-expanded={false} onPointerEnter={ahead} onFocus={ahead}
      onClick={() => void load().then((C) => open(() => C), (e: unknown) => toast(errorText(e, t)))} />
  );
}
