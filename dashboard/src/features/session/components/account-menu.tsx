import { lazy, Suspense, useState } from 'react';
import { AccountButton } from './account-button';

// What opens menus would be a seventh of a first page's script: it is loaded when one reaches for the button.
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
