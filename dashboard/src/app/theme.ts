import { type MantineThemeOverride, mergeMantineTheme, DEFAULT_THEME } from '@mantine/core';

const override: MantineThemeOverride = {
  primaryColor: 'brand',
  // Dark enough for white text on it (WCAG 2.2, 1.4.3): Mantine's own shade 6 is not.
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  respectReducedMotion: true,
  colors: {
    // What a deployment sets (scheme.js), else blue.
    brand: DEFAULT_THEME.colors.blue,
    // Mantine's dark grey with the blue of the page in it.
    dark: ['#d6dbe2', '#b6bec9', '#9aa4b1', '#6b7684', '#4a5361', '#343b46', '#262c34', '#1d2127', '#181b21', '#14171c'],
  },
  // For base.css, which gives fields a border that can be seen.
  components: {
    // Long labels wrap rather than end in dots.
    Button: {
      styles: {
        root: { display: 'inline-flex', alignItems: 'center', justifyContent: 'center', height: 'auto', minHeight: 'var(--button-height)', paddingBlock: '0.2rem' },
        inner: { height: 'auto' },
        label: { whiteSpace: 'normal', height: 'auto', lineHeight: 1.3 },
      },
    },
    Input: { defaultProps: { classNames: { wrapper: 'usher-input' } } },
    Radio: { defaultProps: { classNames: { radio: 'usher-radio' } } },
  },
};

export const theme = mergeMantineTheme(DEFAULT_THEME, override);
