import { useNavigate } from '@tanstack/react-router';
import { useOrg } from '@/lib/session';
import { lastSearch } from '../search';

/** Goes to the list of users, as it was left, in place of the page of one who is no longer there. */
export function useLeaveForList(): () => void {
  const org = useOrg();
  const navigate = useNavigate();
  return () => void navigate({ to: '/organizations/$org/settings/users', params: { org }, search: lastSearch(org), replace: true });
}
