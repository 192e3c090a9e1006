import { useParams } from '@tanstack/react-router';
import { ConfirmPage } from './confirm-page';
import { RestorePage } from './restore-page';

/** Where the mailed links about an address lead: the one to the new address, and the one to the old. */
export function LinkPage() {
  const { what, token } = useParams({ from: '/email/$what/$token' });
  return what === 'restore' ? <RestorePage token={token} /> : <ConfirmPage token={token} />;
}
