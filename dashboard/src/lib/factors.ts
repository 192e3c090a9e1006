// What somebody proves themselves with besides the password.
import { queryOptions } from '@tanstack/react-query';
import { api, data } from './client';
import { ApiError } from './errors';

type JSONObject = Record<string, unknown>;

export const factorsQuery = queryOptions({
  queryKey: ['factors'],
  queryFn: ({ signal }) => data(api.GET('/v1/me/factors', { signal })),
});

/** A code as what it is: six digits are of the app, all else is a recovery code. */
export function codeOf(text: string): { totp: string } | { recovery_code: string } {
  const code = text.replace(/\s/g, '');
  return /^\d{6}$/.test(code) ? { totp: code } : { recovery_code: code };
}

/** Whether this browser reads and writes what passkeys are exchanged as. */
export const canPasskey = (): boolean => 'PublicKeyCredential' in window && 'parseRequestOptionsFromJSON' in PublicKeyCredential;

/** Asks the browser for a passkey; with `signal`, only as one of the suggestions of a field, until it is aborted. */
export function askPasskey(options: JSONObject, signal?: AbortSignal): Promise<JSONObject> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as unknown as PublicKeyCredentialRequestOptionsJSON);
  return json(navigator.credentials.get({ publicKey, ...(signal && { signal, mediation: 'conditional' }) }));
}

/** What to ask a passkey with, of whoever it is. */
export const passkeyOptions = async (): Promise<JSONObject> => (await data(api.POST('/v1/passkey-sessions/options'))).public_key;

export function makePasskey(options: JSONObject): Promise<JSONObject> {
  return json(navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options as unknown as PublicKeyCredentialCreationOptionsJSON) }));
}

/** The person may have closed the browser's own dialog, or there is none to choose: browsers do not say which. */
async function json(asked: Promise<Credential | null>): Promise<JSONObject> {
  const credential = await asked.catch(() => null);
  if (!(credential instanceof PublicKeyCredential)) throw new ApiError({ status: 0, code: 'no_passkey' });
  return credential.toJSON() as JSONObject;
}
