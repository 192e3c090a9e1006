// Code that is loaded when it is first needed. It can fail as a request can: then there is no connection, which is no
// bug of the page.
import { noteAnswered } from './connection';
import { ApiError } from './errors';

/** Loads a part of the page. It rejects with the ApiError `offline`. */
export async function loadPart<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch {
    noteAnswered(false);
    throw new ApiError({ status: 0, code: 'offline' });
  }
}
