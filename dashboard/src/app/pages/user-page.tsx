import { UserKeys } from '@/features/api-keys/components/user-keys';
import { Activity } from '@/features/audit/components/activity';
import { UserPage as Page } from '@/features/users/components/user-page';

export function UserPage() {
  return <Page beside={(user) => <><UserKeys user={user} /><Activity target={user.id} stamp={`${user.version} ${user.invitation?.delivery ?? ''}`} person /></>} />;
}
