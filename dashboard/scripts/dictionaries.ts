// Writes into the page where each language's texts are, whose names the build makes: scheme.js has the reader's loaded at once.
import type { Plugin } from 'vite';

export function dictionaries(): Plugin {
  return {
    name: 'dictionaries',
    transformIndexHtml: (_html, { bundle }) => Object.values(bundle ?? {}).flatMap((chunk) => {
      const language = chunk.type === 'chunk' && /\/i18n\/(en|nl)\.ts$/.exec(chunk.facadeModuleId ?? '')?.[1];
      return language ? [{ tag: 'meta', attrs: { name: `texts-${language}`, content: `/${chunk.fileName}` }, injectTo: 'head-prepend' as const }] : [];
    }),
  };
}
