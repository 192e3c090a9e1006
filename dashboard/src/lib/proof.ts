// Proof again, before what matters: whoever sends a request that needs it waits here while the person is asked.

let ask = async (): Promise<boolean> => false;
let asking: Promise<boolean> | undefined;
let given = 0;

/** Sets who asks. It answers whether the proof was given. */
export function onProofNeeded(how: () => Promise<boolean>): void {
  ask = how;
}

/** Asks once, however many requests wait for it. */
function prove(): Promise<boolean> {
  asking ??= ask().then((proved) => { if (proved) given++; return proved; }).finally(() => { asking = undefined; });
  return asking;
}

/** Sends a request, and once more after the proof it needed, or after one that renewed the session while it was sent. */
export async function sendProven(request: Request): Promise<Response> {
  const again = request.clone();
  const before = given;
  const response = await fetch(request);
  if (response.status === 401 && given !== before) return fetch(again);
  if (response.status !== 403) return response;
  const problem = await response.clone().json().catch(() => null);
  return problem?.code === 'proof_required' && (await prove()) ? fetch(again) : response;
}
