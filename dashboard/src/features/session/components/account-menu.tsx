import { lazy, Suspense, useState } from 'react';
import { AccountButton } from './account-button';

// A fifth of the script of a first page would be what opens menus: it is loaded when one reaches for the button.
const load = () => import('./account-dropdown');
const AccountDropdown = lazy(() => load().then((m) => ({ default: m.AccountDropdown })));

export function AccountMenu() {
  const [wanted, setWanted] = useState(false);
  const button = (
    <AccountButton aria-haspopup="menu" aria-expanded={false} onClick={() => setWanted(true)}
      onPointerEnter={() => void load()} onFocus={() => void load()} />
  );
  return wanted ? <Suspense fallback={button}><AccountDropdown /></Suspense> : button;
}
