import type { ComponentProps, KeyboardEvent, MouseEvent } from 'react';

/**
 * The element of every button. One that is busy or cannot be used now is not `disabled`, which would throw the focus
 * to the page's beginning: it says so (`aria-disabled`) and does nothing. The second press of a double click does
 * nothing either, though the first is done by then, nor does a key that is held down.
 */
export function Pressable({ disabled, onClick, onKeyDown, type = 'button', ...props }: ComponentProps<'button'>) {
  const press = (e: MouseEvent<HTMLButtonElement>) => {
    if (!disabled && e.detail < 2) return onClick?.(e);
    e.preventDefault(); // a form would be submitted
    e.stopPropagation();
  };
  const hold = (e: KeyboardEvent<HTMLButtonElement>) => {
    if (e.repeat && e.key === 'Enter') e.preventDefault();
    onKeyDown?.(e);
  };
  return <button {...props} type={type} aria-disabled={disabled || props['aria-disabled'] || undefined} onClick={press} onKeyDown={hold} />;
}
