import react from '@vitejs/plugin-react';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { dictionaries } from './scripts/dictionaries.ts';
import { problems } from './scripts/problems.ts';
import { themeCss } from './scripts/theme-css.ts';

const usher = process.env.USHER_URL ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [react(), themeCss(), problems(), dictionaries()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  // Nothing inlined as data: the policy lets fonts and styles come from files only.
  build: { target: 'es2022', assetsInlineLimit: 0, manifest: true, modulePreload: { polyfill: false } },
  server: { proxy: { '/v1': { target: usher, changeOrigin: true }, '/config.js': usher } },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'], setupFiles: ['src/lib/test-setup.ts'] },
});
