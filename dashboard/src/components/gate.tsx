// The frame of pages outside an organization: sign-in, invitations, passwords.
import { NativeSelect, Stack, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { type Language, languages, useLanguage } from '@/i18n';
import { brand } from '@/lib/brand';
import { Logo } from './brand';
import classes from './gate.module.css';
import { usePageTitle } from './page';

export function Gate({ title, children }: { title: string; children: ReactNode }) {
  const { t, language, choose } = useLanguage();
  const heading = usePageTitle(title);
  return (
    <div className={classes.page}>
      <main className={classes.box}>
        <p className={classes.brand}><Logo height={32} /> {brand.product}</p>
        <Title order={1} size="h2" ref={heading} tabIndex={-1} className={classes.title}>{title}</Title>
        <Stack>{children}</Stack>
      </main>
      <footer className={classes.foot}>
        <NativeSelect size="xs" aria-label={t.app.language} value={language} onChange={(e) => choose(e.currentTarget.value as Language)}
          data={languages.map((l) => ({ value: l, label: t.locales[l] ?? l }))} />
      </footer>
    </div>
  );
}
