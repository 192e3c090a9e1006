import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useAction } from '@/lib/action';
import { api, data } from '@/lib/client';
import { askPasskey, canPasskey, passkeyOptions } from '@/lib/factors';
import { welcome } from '@/lib/session';

type Credential = Record<string, unknown>;

/** Options are good for five minutes: those of suggestions are renewed before. */
const renewMs = 240_000;

/** Signs in with a passkey: one that the browser suggests in the email field, or by what is returned, which asks for one. */
export function usePasskeySignIn(onDone: () => void) {
  const client = useQueryClient();
  const signIn = useAction({
    mutationFn: async (give: () => Promise<Credential>) => data(api.POST('/v1/passkey-sessions', { body: { credential: await give() } })),
    onSuccess: (signedIn) => welcome(client, signedIn, true),
  });
  const suggesting = useRef<AbortController>(null);
  const chosen = useRef((_: Credential) => {});
  chosen.current = (credential) => signIn.mutate(async () => credential, { onSuccess: onDone });
  useEffect(() => {
    const stop = new AbortController();
    suggesting.current = stop;
    void suggested(stop.signal).then((credential) => { if (credential) chosen.current(credential); }, () => {}); // the password is there too
    return () => stop.abort();
  }, []);
  const ask = () => {
    suggesting.current?.abort(); // a browser asks for one thing at a time
    signIn.mutate(async () => askPasskey(await passkeyOptions()), { onSuccess: onDone });
  };
  return { ...signIn, ask };
}

async function suggested(signal: AbortSignal): Promise<Credential | undefined> {
  if (!canPasskey() || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return undefined;
  while (!signal.aborted) {
    const round = AbortSignal.any([signal, AbortSignal.timeout(renewMs)]);
    const options = await passkeyOptions();
    const credential = await askPasskey(options, round).catch(() => undefined);
    if (credential || !round.aborted) return credential;
  }
  return undefined;
}
