import { type ComponentType, useEffect, useState } from 'react';
import { loadPart } from '@/lib/load';
import { Pending } from './pending';

/** A part of a page whose code is loaded when it is first shown. Where it cannot be loaded, the page fails with `offline`. */
export function lazyPart<P extends object>(load: () => Promise<ComponentType<P>>) {
  let loaded: ComponentType<P> | undefined;
  // biome-ignore lint/correctness/noComponentHookFactories: it is called once for each part, at the module's level.
  return function LazyPart(props: P) {
    const [Component, set] = useState(() => loaded);
    const [error, fail] = useState<unknown>();
    useEffect(() => {
      let wanted = true;
      if (!Component) void loadPart(load).then((c) => { loaded = c; if (wanted) set(() => c); }, (e: unknown) => { if (wanted) fail(e); });
      return () => { wanted = false; };
    }, [Component]);
    if (error) throw error;
    return Component ? <Component {...props} /> : <Pending />;
  };
}
