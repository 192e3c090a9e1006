import type { ComponentProps, MouseEvent } from 'react';

/**
 * The element of every button. One that is busy or cannot be used now is not `disabled`, which would throw the focus
 * to the page's beginning: it says so (`aria-disabled`) and does nothing.
 */
export function Pressable({ disabled, onClick, type = 'button', ...props }: ComponentProps<'button'>) {
  const press = (e: MouseEvent<HTMLButtonElement>) => {
    if (!disabled) return onClick?.(e);
    e.preventDefault(); // a form would be submitted
    e.stopPropagation();
  };
  return <button {...props} type={type} aria-disabled={disabled || props['aria-disabled'] || undefined} onClick={press} />;
}
