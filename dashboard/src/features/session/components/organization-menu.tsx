import { lazyMenu } from '@/components/lazy-menu';
import type { Membership } from '@/lib/types';
import { OrganizationButton } from './organization-button';

const useDropdown = lazyMenu(() => import('./organization-dropdown').then((m) => m.OrganizationDropdown));

/** The name of the organization, with the way to one's others. */
export function OrganizationMenu({ current }: { current: Membership }) {
  const { Opened, button } = useDropdown();
  return Opened ? <Opened current={current} /> : <OrganizationButton name={current.organization.name} aria-haspopup="dialog" {...button} />;
}
