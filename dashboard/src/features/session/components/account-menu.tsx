import { lazyMenu } from '@/components/lazy-menu';
import { AccountButton } from './account-button';

// What opens menus would be a seventh of a first page's script.
const useDropdown = lazyMenu(() => import('./account-dropdown').then((m) => m.AccountDropdown));

export function AccountMenu() {
  const { Opened, button } = useDropdown();
  return Opened ? <Opened /> : <AccountButton aria-haspopup="menu" {...button} />;
}
