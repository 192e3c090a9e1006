import { type MantineColorScheme, Menu, useMantineColorScheme } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { errorText } from '@/components/problem';
import { toast } from '@/components/toasts';
import { type Language, languages, useLanguage } from '@/i18n';
import { useOrg } from '@/lib/session';
import { useSignOut } from '../api/session';
import { AccountButton } from './account-button';

const schemes = ['light', 'dark', 'auto'] as const;

/** The account's menu below its button. It is there once the button was pressed, so it opens by itself the first time. */
export function AccountDropdown() {
  const { t, language, choose } = useLanguage();
  const org = useOrg();
  const signOut = useSignOut();
  // Mantine would stop transitions with a style element, which the policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  const target = useRef<HTMLButtonElement>(null);
  const [opened, setOpened] = useState(false);
  useEffect(() => {
    target.current?.focus(); // which is where the focus comes back to
    setOpened(true);
  }, []);
  return (
    <Menu opened={opened} onChange={setOpened} position="bottom-end" width={240} withinPortal={false} withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <AccountButton ref={target} />
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/organizations/$org/profile" params={{ org } as never}>{t.app.profile}</Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t.app.language}</Menu.Label>
        <Menu.RadioGroup aria-label={t.app.language} value={language} onChange={(l) => choose(l as Language)}>
          {languages.map((l) => <Menu.RadioItem key={l} value={l} lang={l} closeMenuOnClick={false}>{t.locales[l]}</Menu.RadioItem>)}
        </Menu.RadioGroup>
        <Menu.Label>{t.app.scheme}</Menu.Label>
        <Menu.RadioGroup aria-label={t.app.scheme} value={colorScheme} onChange={(s) => setColorScheme(s as MantineColorScheme)}>
          {schemes.map((s) => <Menu.RadioItem key={s} value={s} closeMenuOnClick={false}>{t.app.schemes[s]}</Menu.RadioItem>)}
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Item onClick={() => signOut.mutate(undefined, { onError: (e) => toast(errorText(e, t)) })}>{t.app.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
