import { Loader } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { ErrorPage } from '@/components/page';
import { Toasts } from '@/components/toasts';
import { useText } from '@/i18n';
import { ApiError } from '@/lib/errors';
import classes from './root.module.css';

export function Root() {
  return (
    <>
      <Outlet />
      <Toasts />
    </>
  );
}

/** Shown when a page takes a while to come. */
export function Pending() {
  const t = useText();
  return <div className={classes.pending} role="status"><Loader aria-hidden="true" /> <span>{t.common.loading}</span></div>;
}

export function NotFound() {
  return <main className={classes.bare}><ErrorPage error={new ApiError({ status: 404, code: 'not_found' })} /></main>;
}
