// One of many requests in a row, which waits where the service asks it to.
import { hasCode } from './errors';

const mostAttempts = 5;
/** Longer than this nobody sits before a page, in seconds. */
const longestWait = 30;

/** Rejects with the signal's reason when it is aborted. */
export const sleep = (seconds: number, signal: AbortSignal) => new Promise<void>((resolve, reject) => {
  signal.throwIfAborted();
  const stop = () => { clearTimeout(timer); reject(signal.reason as Error); };
  const timer = setTimeout(() => { signal.removeEventListener('abort', stop); resolve(); }, seconds * 1000);
  signal.addEventListener('abort', stop, { once: true });
});

/**
 * Sends a request again that was refused, and so did nothing, because there were too many or the service was busy. One
 * without an answer is not sent again: it may have done its work.
 */
export async function patiently<T>(send: () => Promise<T>, signal: AbortSignal, wait = sleep): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    signal.throwIfAborted();
    try {
      return await send();
    } catch (error) {
      if (!hasCode(error, 'too_many_requests', 'try_again') || error.retryAfter > longestWait || attempt === mostAttempts) throw error;
      await wait(error.retryAfter || attempt, signal);
    }
  }
}
