import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { api, data } from '@/lib/client';
import { factorsQuery, makePasskey } from '@/lib/factors';
import { meQuery } from '@/lib/session';

/** Reads again what there is. */
function reread(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: factorsQuery.queryKey });
  void client.invalidateQueries({ queryKey: meQuery.queryKey });
}

/** A mutation after which there are other factors. */
function useChange<V = void, D = unknown>(mutationFn: (variables: V, key: string) => Promise<D>) {
  const client = useQueryClient();
  return useAction({ mutationFn, onSuccess: () => reread(client) });
}

const header = (key: string) => ({ header: { 'Idempotency-Key': key } });

/** The secret of an app, which counts once a code of it is confirmed. */
export const useCreateTOTP = () => useAction({ mutationFn: (_: undefined, key: string) => data(api.POST('/v1/me/totp', { params: header(key) })) });

export const useConfirmTOTP = () => useChange((body: { code: string }) => data(api.POST('/v1/me/totp/confirm', { body })));

export const useDeleteTOTP = () => useChange(() => api.DELETE('/v1/me/totp'));

export const useCreateRecoveryCodes = () => useChange((_: undefined, key: string) => data(api.POST('/v1/me/recovery-codes', { params: header(key) })));

/** Has the browser make a passkey, and keeps it. */
export const useCreatePasskey = () => useChange(async ({ name }: { name: string }, key: string) => {
  const { public_key } = await data(api.POST('/v1/me/passkeys/options'));
  const body = { name, credential: await makePasskey(public_key) };
  return data(api.POST('/v1/me/passkeys', { params: header(key), body }));
});

export const useRenamePasskey = () => useChange(({ id, name }: { id: string; name: string }) =>
  data(api.PATCH('/v1/me/passkeys/{passkey}', { params: { path: { passkey: id } }, body: { name } })));

export const useDeletePasskey = () => useChange((passkey: string) => api.DELETE('/v1/me/passkeys/{passkey}', { params: { path: { passkey } } }));
