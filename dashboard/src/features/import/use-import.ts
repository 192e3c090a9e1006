import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useText } from '@/i18n';
import { useOrg } from '@/lib/session';
import type { Import } from '@/lib/types';
import { refreshUsers } from '@/lib/users';
import { importFile, preview } from './api/import';

/** An import of a file: the service's dry run first, then the same file for real, under one idempotency key. */
export function useImport(file: Blob, key: string) {
  const org = useOrg();
  const client = useQueryClient();
  const [answer, setAnswer] = useState<Import | null>(null);
  const stop = useStop();
  const forecast = useQuery({
    queryKey: ['import', org, key], queryFn: ({ signal }) => preview(org, file, signal), staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false,
  });
  const run = useMutation({
    mutationFn: () => importFile(org, file, { key, signal: stop.current.signal, progress: setAnswer }),
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
  const t = useText();
  useBlocker({ shouldBlockFn: () => running && !confirm(t.importUsers.leave), enableBeforeUnload: running });
}
