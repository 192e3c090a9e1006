import { useQueryClient } from '@tanstack/react-query';
import { useAction } from '@/lib/action';
import { useBlocker } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { useOrg } from '@/lib/session';
import { useText } from '@/i18n';
import { refreshUsers, userQuery } from '@/lib/users';
import { runTasks, type Task } from '../api/several';

/** Does something to several users, and lets everything that shows them be read again. It stops when the page is left. */
export function useSeveral() {
  const t = useText();
  const org = useOrg();
  const client = useQueryClient();
  const [done, setDone] = useState(0);
  const stop = useRef(new AbortController());
  useEffect(() => () => stop.current.abort(), []);
  const run = useAction({
    mutationFn: (tasks: Task[]) => {
      stop.current = new AbortController();
      setDone(0);
      return runTasks(org, tasks, stop.current.signal, setDone);
    },
    onSuccess: (results) => {
      for (const { outcome } of results) {
        if (outcome.state === 'done' && outcome.changed) client.setQueryData(userQuery(org, outcome.changed.id).queryKey, outcome.changed);
      }
    },
    onSettled: () => {
      refreshUsers(client, org);
      void client.invalidateQueries({ queryKey: ['me'] });
    },
  });
  useBlocker({ shouldBlockFn: () => run.isPending && !confirm(t.several.leave), enableBeforeUnload: run.isPending });
  return { run, done, stop: () => stop.current.abort() };
}
