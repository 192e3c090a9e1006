import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useText } from '@/i18n';
import { useConnected } from '@/lib/connection';
import classes from './connection-bar.module.css';

/** Says that there is no connection, and that nothing is sent later behind the reader's back. */
export function ConnectionBar() {
  const t = useText();
  const client = useQueryClient();
  const connected = useConnected();
  return (
    <div role="status" className={classes.place}>
      {!connected && (
        <div className={classes.bar} data-connection-lost>
          <span>{t.errors.offlineBar}</span>
          <Button size="compact-sm" variant="white" color="dark" onClick={() => void client.refetchQueries({ type: 'active' })}>{t.common.tryAgain}</Button>
        </div>
      )}
    </div>
  );
}
