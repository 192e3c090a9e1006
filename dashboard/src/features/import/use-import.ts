import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useImportText } from '@/i18n/import';
import { useAction } from '@/lib/action';
import { useOrg } from '@/lib/session';
import type { Import } from '@/lib/types';
import { refreshUsers } from '@/lib/users';
import { importList, type List, preview } from './api/import';

/** An import of a list: the service's dry run first, then the same list for real, under one idempotency key. */
export function useImport(list: List, key: string) {
  const org = useOrg();
  const client = useQueryClient();
  const [answer, setAnswer] = useState<Import | null>(null);
  const stop = useStop();
  const forecast = useQuery({
    queryKey: ['import', org, key], queryFn: ({ signal }) => preview(org, list, signal), staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false,
  });
  const run = useAction({
    mutationFn: () => importList(org, list, { key, signal: stop.current.signal, progress: setAnswer }),
    onSettled: () => refreshUsers(client, org),
  });
  useStay(run.isPending);
  return { forecast, run, answer };
}

/** Stops what is under way when the page is left. */
function useStop() {
  const stop = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    stop.current = controller;
    return () => controller.abort();
  }, []);
  return stop;
}

function useStay(running: boolean): void {
  const t = useImportText();
  useBlocker({ shouldBlockFn: () => running && !confirm(t.importUsers.leave), enableBeforeUnload: running });
}
