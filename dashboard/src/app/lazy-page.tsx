import { redirect } from '@tanstack/react-router';
import { type ComponentType, createElement } from 'react';
import { loadPart } from '@/lib/load';

/** What a page's route needs to know of the router. */
export type PageContext = {
  /** The address of the page that is shown, if one is. */
  shown: () => string | undefined;
};

/**
 * A page whose code is loaded when it is gone to. Where that cannot be, the page that is shown stays, below the bar that
 * says why; without one the route fails with `offline`.
 */
export function lazyPage(load: () => Promise<ComponentType>) {
  let loaded: ComponentType | undefined;
  return {
    loader: async ({ context, preload }: { context: PageContext; preload: boolean }) => {
      try {
        loaded ??= await loadPart(load);
      } catch (error) {
        if (preload) return;
        const shown = context.shown();
        throw shown ? redirect({ href: shown, replace: true }) : error;
      }
    },
    component: () => loaded && createElement(loaded),
  };
}
