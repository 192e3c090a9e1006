import { Text } from '@mantine/core';
import { useText } from '@/i18n';
import { shownAddress } from '@/lib/address';
import { brand, mailTo } from '@/lib/brand';
import { ApiError } from '@/lib/errors';
import classes from './brand.module.css';

/** The product's logo. The name stands beside it, so that it is nothing for a screen reader. */
export function Logo({ height }: { height: number }) {
  return <img src={brand.logo} alt="" height={height} className={classes.logo} />;
}

/** Whom to write to about a failure, where the deployment names somebody. The mail begins with the id to report. */
export function Support({ error }: { error: unknown }) {
  const t = useText();
  if (brand.support === '') return null;
  const id = error instanceof ApiError ? error.requestId : '';
  return (
    <Text size="sm" data-support>
      {t.errors.support} <a href={mailTo([brand.support], id ? `${brand.product}: ${id}` : brand.product)}>{shownAddress(brand.support)}</a>
    </Text>
  );
}
