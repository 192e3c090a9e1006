import { type MantineThemeOverride, mergeMantineTheme, DEFAULT_THEME } from '@mantine/core';

const override: MantineThemeOverride = {
  primaryColor: 'blue',
  // Dark enough for white text on it (WCAG 2.2, 1.4.3): Mantine's own shade 6 is not.
  primaryShade: { light: 8, dark: 8 },
  autoContrast: true,
  defaultRadius: 'md',
  cursorType: 'pointer',
  fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "SF Mono", Menlo, Consolas, "Liberation Mono", monospace',
  headings: { fontWeight: '650' },
  respectReducedMotion: true,
  // For base.css, which gives fields a border that can be seen.
  components: {
    Input: { defaultProps: { classNames: { wrapper: 'usher-input' } } },
    Radio: { defaultProps: { classNames: { radio: 'usher-radio' } } },
  },
};

export const theme = mergeMantineTheme(DEFAULT_THEME, override);
