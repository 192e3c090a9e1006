import { useEffect, useState } from 'react';
import { onProofNeeded } from '@/lib/proof';
import { lazyDialog } from './lazy-dialog';

const ProofDialog = lazyDialog(() => import('./proof-dialog').then((m) => m.ProofDialog));

/** Asks for proof in place, over whatever page or dialog a request was sent from. */
export function Proof() {
  const [waiting, wait] = useState<((proved: boolean) => void) | null>(null);
  useEffect(() => onProofNeeded(() => new Promise((resolve) => wait(() => resolve))), []);
  const end = (proved: boolean) => { waiting?.(proved); wait(null); };
  return <ProofDialog opened={waiting !== null} onClose={() => end(false)} onProved={() => end(true)} />;
}
