// Makes the module `virtual:problems` of docs/errors.md, which is where the
// problem types of the API are described, for the pages that their URIs lead to.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

/** One problem type. In its texts, what stands between backticks is code. */
export type Problem = { code: string; status: string; title: string; meaning: string; todo: string };

const name = 'virtual:problems';
const source = join(import.meta.dirname, '../../docs/errors.md');
const section = /^([a-z_]+)\n\n\*\*(\d{3}(?: or \d{3})?)\.\*\* \*([^*]+)\.\*\n\n([^*\n][^*]*)\n\n\*Do:\* ([^*]+)$/;

/** Reads the sections of docs/errors.md. It throws where one says more or less than a page shows. */
export function readProblems(markdown: string): Problem[] {
  return markdown.split('\n## ').slice(1).map((text) => {
    const [, code, status, title, meaning, todo] = section.exec(text.trim()) ?? [];
    if (!code || !title || !meaning || !todo || /\n\n|\]\(/.test(meaning + todo)) {
      throw new Error(`docs/errors.md: "${text.split('\n')[0]}" is not a code, its status and title, one paragraph of what it means, and what to do`);
    }
    return { code, status: status ?? '', title, meaning: oneLine(meaning), todo: oneLine(todo.charAt(0).toUpperCase() + todo.slice(1)) };
  });
}

const oneLine = (text: string) => text.replaceAll('\n', ' ');

export function problems(): Plugin {
  return {
    name: 'problems',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load(id) {
      if (id !== `\0${name}`) return undefined;
      this.addWatchFile(source);
      return `export const problems = ${JSON.stringify(readProblems(readFileSync(source, 'utf8')))};`;
    },
  };
}
