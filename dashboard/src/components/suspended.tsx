import { Alert, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useText } from '@/i18n';
import { shownAddress } from '@/lib/address';
import { brand, mailTo } from '@/lib/brand';

/** On every page of a suspended organization: what works still, and whom to ask. */
export function Suspended({ name }: { name: string }) {
  const t = useText();
  return (
    <Alert role="status" mb="lg" variant="light" color="orange" icon={<IconLock size={18} aria-hidden />} data-suspended>
      <Text fw={700} size="sm">{t.suspended.title(name)}</Text>
      {t.suspended.text} {brand.support
        ? <>{t.suspended.write} <a href={mailTo([brand.support], t.suspended.title(name))}>{shownAddress(brand.support)}</a></>
        : t.suspended.ask(brand.product)}
    </Alert>
  );
}
