import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useAction } from '@/lib/action';
import { useEffect, useRef, useState } from 'react';
import { errorText } from '@/components/problem';
import { toast } from '@/components/toasts';
import { useOrg } from '@/lib/session';
import { useLanguage, useText } from '@/i18n';
import { downloadCsv } from '@/lib/csv';
import { allUsers } from '@/lib/users';
import { filterOf } from '../search';
import { sortUsers } from '../sort';
import { usersCsv } from '../users-csv';
import { useListSearch } from './list-search';
import classes from './users-filters.module.css';

/** Hands out the list as it is narrowed and sorted, all of it, however far it is shown. */
export function UsersExport() {
  const t = useText();
  const org = useOrg();
  const { language } = useLanguage();
  const [search] = useListSearch();
  const [count, setCount] = useState(0);
  const leaving = useRef(new AbortController());
  useEffect(() => {
    const controller = new AbortController();
    leaving.current = controller;
    return () => controller.abort();
  }, []);
  const run = useAction({
    mutationFn: () => { setCount(0); return allUsers(org, filterOf(search), setCount, leaving.current.signal); },
    onSuccess: (users) => {
      downloadCsv('users.csv', usersCsv(search.sort ? sortUsers(users, search.sort, language) : users));
      toast(t.users.exported(users.length));
    },
    onError: (error) => { if (!leaving.current.signal.aborted) toast(errorText(error, t)); },
  });
  return (
    <Button className={classes.export} variant="default" disabled={run.isPending} onClick={() => run.mutate()} title={t.users.export}>
      <IconDownload size={16} aria-hidden />
      <span className={classes.exportText} data-running={run.isPending || undefined}>{run.isPending ? t.users.exporting(count) : t.users.export}</span>
    </Button>
  );
}
