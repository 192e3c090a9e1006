// What has the focus can go away: a button that was pressed, a toast, a row. The browser then starts again at the top
// of the page, and a screen reader loses its place.
import { useEffect } from 'react';

/** Long enough for a page or dialog that takes the focus itself. */
const patience = 60;

/** Gives the focus a place near the one it had, when that has gone and nothing else took it. */
export function useFocusGuard(): void {
  useEffect(() => {
    let last: Element | null = null;
    let before: Element | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const note = ({ target }: FocusEvent) => {
      if (!(target instanceof Element) || target === last) return;
      before = last;
      last = target;
    };
    const look = () => {
      timer = undefined;
      if (isLost() && last && !last.isConnected) focusOn(placeNear(before));
    };
    const observer = new MutationObserver(() => {
      if (last && !last.isConnected && isLost()) timer ??= setTimeout(look, patience);
    });
    observer.observe(document.body, { childList: true, subtree: true });
    document.addEventListener('focusin', note);
    return () => {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener('focusin', note);
    };
  }, []);
}

/** Whether nothing has the focus. */
export function isLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}

/** The open dialog, else what had the focus before, else the page's heading. */
function placeNear(before: Element | null): Element | null {
  const dialog = [...document.querySelectorAll('[aria-modal=true]')].at(-1);
  if (dialog) return dialog.querySelector('[data-autofocus]') ?? dialog.querySelector('button, input') ?? dialog;
  if (before?.isConnected && before.checkVisibility()) return before;
  return document.querySelector('h1[tabindex]') ?? document.querySelector('main');
}

function focusOn(element: Element | null): void {
  if (element instanceof HTMLElement) element.focus({ preventScroll: true });
}
