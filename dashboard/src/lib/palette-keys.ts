const mac = /Mac|iP(hone|ad|od)/.test(navigator.userAgent);

/** How the palette's keys are written on this machine, and what `aria-keyshortcuts` calls them. */
export const paletteKeys = mac ? { shown: '⌘ K', aria: 'Meta+K' } : { shown: 'Ctrl K', aria: 'Control+K' };

/** Whether a key event is them. Control-K deletes a line on a Mac. */
export function isPaletteKey(e: KeyboardEvent): boolean {
  return e.key.toLowerCase() === 'k' && (mac ? e.metaKey : e.ctrlKey) && !e.altKey && !e.shiftKey;
}
