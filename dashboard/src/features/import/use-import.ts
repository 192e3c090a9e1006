import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useText } from '@/i18n';
import { newKey } from '@/lib/key';
import { useOrg } from '@/lib/session';
import { refreshUsers } from '@/lib/users';
import { type Chunk, chunksOf, importChunks, isLeft, type Outcome, preview, worthSending } from './api/import';
import type { Row } from './rows';

/** An import of rows: judged by the service first, then sent in chunks. */
export function useImport(rows: Row[]) {
  const org = useOrg();
  const client = useQueryClient();
  const [state, setState] = useState<'preview' | 'running' | 'done'>('preview');
  const [sent, setSent] = useState<ReadonlyMap<number, Outcome>>(new Map());
  const [chunks, setChunks] = useState<Chunk[]>([]);
  const stop = useStop();
  useStay(state === 'running');
  const [id] = useState(newKey);
  const judged = useQuery({
    queryKey: ['import', org, id], queryFn: ({ signal }) => preview(org, rows, signal), staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false,
  });
  const outcomes = useMemo(() => (judged.data ?? []).map((o) => sent.get(o.row.line) ?? o), [judged.data, sent]);

  const run = (todo: Chunk[]) => {
    setState('running');
    setSent((now) => new Map([...now].filter(([, o]) => !isLeft(o))));
    const progress = (of: readonly Outcome[]) => setSent((now) => new Map([...now, ...of.map((o) => [o.row.line, o] as const)]));
    void importChunks(todo, { org, signal: stop.current.signal, progress }).then(() => { setState('done'); refreshUsers(client, org); });
  };
  const start = () => {
    const all = chunksOf(outcomes.filter(worthSending).map((o) => o.row), newKey);
    setChunks(all);
    run(all);
  };
  // The same chunks with the same keys: who was created already is answered, not created again.
  const goOn = () => run(chunks.filter((c) => c.rows.some((r) => isLeft(sent.get(r.line) ?? { row: r, result: null, error: null }))));
  const total = chunks.reduce((n, c) => n + c.rows.length, 0);
  return { state, judged, outcomes, sent, total, start, goOn };
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
