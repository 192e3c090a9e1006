import { useQuery } from '@tanstack/react-query';
import { KeyNames } from '@/components/key-names';
import { Card } from '@/components/page';
import { ProblemAlert } from '@/components/problem';
import { useText } from '@/i18n';
import { keysOfQuery } from '@/lib/api-keys';
import { useAllowed, useOrg } from '@/lib/session';
import type { User } from '@/lib/types';

/** The keys somebody made, and those made with these. */
export function UserKeys({ user }: { user: User }) {
  const t = useText();
  const org = useOrg();
  const mayRead = useAllowed('api_keys:read');
  const { data: keys, error } = useQuery({ ...keysOfQuery(org, user.id), enabled: mayRead });
  if (!mayRead || keys?.length === 0 || (!keys && !error)) return null;
  return (
    <Card title={t.user.keys}>
      <ProblemAlert error={error} />
      {keys && <KeyNames keys={keys} />}
    </Card>
  );
}
