import { Loader } from '@mantine/core';
import { useText } from '@/i18n';
import classes from './pending.module.css';

/** Shown when a page takes a while to come. */
export function Pending() {
  const t = useText();
  return <div className={classes.pending} role="status"><Loader aria-hidden="true" /> <span>{t.common.loading}</span></div>;
}
