import { queryOptions } from '@tanstack/react-query';
import { api, data } from './client';
import { queryRules } from './rules';
import type { APIKey, Page } from './types';

/** A page of an organization's API keys; with `created_by` those that somebody made, and those that were made with these. */
export function readAPIKeys(org: string, query: { created_by?: string; limit?: number; cursor?: string }, signal: AbortSignal): Promise<Page<APIKey>> {
  return data(api.GET('/v1/organizations/{org}/api-keys', { params: { path: { org }, query }, signal }));
}

/** All API keys that end when somebody leaves. */
export const keysOfQuery = (org: string, user: string) => queryOptions({
  queryKey: ['api-keys', org, { created_by: user }],
  queryFn: async ({ signal }) => {
    const all: APIKey[] = [];
    let cursor: string | undefined;
    do {
      const page: Page<APIKey> = await readAPIKeys(org, { created_by: user, limit: queryRules['list-api-keys'].limit.maximum, cursor }, signal);
      all.push(...page.data);
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
    return all;
  },
});

export type KeyState = 'active' | 'expired';

export function stateOf(key: APIKey, now = Date.now()): KeyState {
  return key.expires_at && Date.parse(key.expires_at) <= now ? 'expired' : 'active';
}
