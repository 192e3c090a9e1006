import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useEffect, useState } from 'react';
import { lazyPart } from '@/components/lazy-part';
import { useAllowed, useOrg } from '@/lib/session';
import type { Organization } from '@/lib/types';
import { inUseQuery } from '../api/first-steps';
import { keepSteps, readSteps } from '../first-steps';

const Steps = lazyPart(() => import('./steps').then((m) => m.Steps));

type Props = { organization: Organization | undefined; onInvite: () => void; children: ReactNode };

/**
 * In place of a list of oneself: what an Owner who is alone does first. Begun like that, the steps stay above the list
 * until all are done, or they are dismissed.
 */
export function FirstSteps({ organization, onInvite, children }: Props) {
  const org = useOrg();
  const mayCreate = useAllowed('users:create');
  const [kept, setKept] = useState(() => readSteps(org));
  const keep = (next: 'looked' | 'over') => { keepSteps(org, next); setKept(next); };
  const alone = organization !== undefined && isAlone(organization);
  const wanted = mayCreate && organization !== undefined && kept !== 'over' && (alone || kept !== null);
  const { data: inUse } = useQuery({ ...inUseQuery(org), enabled: wanted });
  useEffect(() => { if (wanted && kept === null) keepSteps(org, 'begun'); }, [wanted, kept, org]);
  const done = { invite: !alone, settings: kept === 'looked' || (organization?.version ?? 1) > 1, use: inUse === true };
  if (!wanted || (done.invite && done.settings && done.use)) return children;
  const dismiss = () => {
    keep('over');
    document.getElementById('content')?.focus(); // the button goes away
  };
  return (
    <>
      <Steps done={done} onInvite={onInvite} onLooked={() => keep('looked')} onDismiss={dismiss} />
      {!alone && children}
    </>
  );
}

function isAlone({ seats }: Organization): boolean {
  return seats.active <= 1 && seats.invited + seats.blocked + seats.expired === 0;
}
