import { type ComponentType, useEffect, useState } from 'react';
import { useText } from '@/i18n';
import { loadPart } from '@/lib/load';
import { errorText } from './problem';
import { toast } from './toasts';

type Closes = { onClose: () => void };

/**
 * A dialog whose code is loaded when it is first opened. Where it cannot be loaded, that is told and the page stays;
 * the next opening loads it again. It stays after that, so that closing it gives the focus back.
 */
export function lazyDialog<P extends Closes>(load: () => Promise<ComponentType<P>>) {
  let loaded: ComponentType<P> | undefined;
  const get = async () => (loaded ??= await loadPart(load));
  // biome-ignore lint/correctness/noComponentHookFactories: it is called once for each dialog, at the module's level.
  function LazyDialog(props: P & { opened: boolean }) {
    const t = useText();
    const [Component, set] = useState(() => loaded);
    const { opened, onClose } = props;
    useEffect(() => {
      if (!opened || Component) return;
      let wanted = true;
      get().then((c) => { if (wanted) set(() => c); }, (e: unknown) => {
        if (!wanted) return;
        onClose();
        toast(errorText(e, t));
      });
      return () => { wanted = false; };
    }, [opened, Component, onClose, t]);
    return Component ? <Component {...props} /> : null;
  }
  /** Loads it ahead, where there is time; a failure is told when it is opened. */
  LazyDialog.preload = () => { requestIdle(() => void get().catch(() => {})); };
  return LazyDialog;
}

/** Safari has no requestIdleCallback. */
function requestIdle(run: () => void): void {
  if ('requestIdleCallback' in window) requestIdleCallback(run);
  else setTimeout(run, 1_000);
}
