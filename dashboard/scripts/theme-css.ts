// Mantine writes the theme's variables into a <style> element at run time,
// which the content security policy forbids. This makes a stylesheet of them
// when the page is built, from the same theme.
import { defaultCssVariablesResolver, convertCssVariables } from '@mantine/core';
import type { Plugin } from 'vite';
import { theme } from '../src/app/theme.ts';

const name = 'virtual:theme.css';

export function themeCss(): Plugin {
  return {
    name: 'theme-css',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? convertCssVariables(defaultCssVariablesResolver(theme), ':root') : undefined),
  };
}
