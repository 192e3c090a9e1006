import { Button, Menu, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { CheckIcon, DownIcon, PersonIcon } from '@/components/icons';
import { errorText } from '@/components/problem';
import { toast } from '@/components/toasts';
import { type Language, languages, useLanguage } from '@/i18n';
import { useMe, useOrg, useSignOut } from '../api/me';
import classes from './account-menu.module.css';

const schemes = ['light', 'dark', 'auto'] as const;

export function AccountMenu() {
  const { t, language, choose } = useLanguage();
  const me = useMe();
  const org = useOrg();
  const signOut = useSignOutHere();
  // Mantine would stop transitions with a style element, which the policy forbids.
  const { colorScheme, setColorScheme } = useMantineColorScheme({ keepTransitions: true });
  return (
    <Menu position="bottom-end" width={240} withinPortal={false}>
      <Menu.Target>
        <Button variant="subtle" color="gray" className={classes.target} leftSection={<PersonIcon />} rightSection={<DownIcon size={14} />}
          aria-label={t.app.signedInAs(me.identity?.email ?? '')}>
          <span className={classes.email}>{me.identity?.email}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/organizations/$org/profile" params={{ org } as never}>{t.app.profile}</Menu.Item>
        {me.memberships.length > 1 && <Menu.Item component={Link} to="/organizations">{t.app.switchOrganization}</Menu.Item>}
        <Menu.Divider />
        <Menu.Label>{t.app.language}</Menu.Label>
        {languages.map((l: Language) => (
          <Choice key={l} chosen={l === language} onChoose={() => choose(l)}><span lang={l}>{t.locales[l]}</span></Choice>
        ))}
        <Menu.Label>{t.app.scheme}</Menu.Label>
        {schemes.map((s) => (
          <Choice key={s} chosen={s === colorScheme} onChoose={() => setColorScheme(s)}>{t.app.schemes[s]}</Choice>
        ))}
        <Menu.Divider />
        <Menu.Item onClick={() => signOut.mutate(undefined, { onError: (e) => toast(errorText(e, t)) })}>{t.app.signOut}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Choice(props: { chosen: boolean; onChoose: () => void; children: React.ReactNode }) {
  return (
    <Menu.Item role="menuitemradio" aria-checked={props.chosen} closeMenuOnClick={false} onClick={props.onChoose}
      rightSection={props.chosen ? <CheckIcon size={16} /> : <span className={classes.noCheck} />}>
      {props.children}
    </Menu.Item>
  );
}

function useSignOutHere() {
  const signOut = useSignOut();
  const client = useQueryClient();
  const navigate = useNavigate();
  return {
    mutate: (_: undefined, options: { onError: (e: Error) => void }) => signOut.mutate(undefined, {
      ...options,
      onSuccess: () => void navigate({ to: '/sign-in', search: { why: 'out' } }).then(() => client.clear()),
    }),
  };
}
