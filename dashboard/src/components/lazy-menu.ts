import { type ComponentType, useState } from 'react';
import { useText } from '@/i18n';
import { loadPart } from '@/lib/load';
import { errorText } from './problem';
import { toast } from './toasts';

/**
 * What opens below a button, whose code is loaded when one reaches for the button: a component to draw in the button's
 * place once it is pressed, and until then what the button needs. Where it cannot be loaded, that is told and the
 * button stays; the next press loads it again.
 */
export function lazyMenu<P>(load: () => Promise<ComponentType<P>>) {
  let loaded: ComponentType<P> | undefined;
  const get = async () => (loaded ??= await loadPart(load));
  const ahead = () => void get().catch(() => {}); // a failure is told when the button is pressed
  // biome-ignore lint/correctness/noComponentHookFactories: it is called once for each menu, at the module's level.
  return function useLazyMenu() {
    const t = useText();
    const [Opened, open] = useState<ComponentType<P>>();
    const press = () => void get().then((C) => open(() => C), (e: unknown) => toast(errorText(e, t)));
    return { Opened, button: { 'aria-expanded': false, onClick: press, onPointerEnter: ahead, onFocus: ahead } };
  };
}
