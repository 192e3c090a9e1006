// Fails the build when a first page needs more gzipped script than the budget:
// the entry, what it imports, and the page itself with what that imports.
import { readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const budget = 200 * 1024;
const pages = [
  'src/features/session/components/sign-in-page.tsx',
  'src/features/invitations/components/invitation-page.tsx',
  'src/features/problems/components/problems-page.tsx',
  'src/features/users/components/users-page.tsx', // each of an organization's in the shell
  'src/app/pages/user-page.tsx',
];
const dist = new URL('../dist/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));

function files(name, found = new Set()) {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`${name} is not in the build: correct scripts/budget.mjs`);
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const next of chunk.imports ?? []) files(next, found);
  return found;
}

const size = (file) => gzipSync(readFileSync(new URL(file, dist))).length;
const languages = ['en', 'nl'].map((l) => [...files(`src/i18n/${l}.ts`)]);
let worst = 0;
for (const page of pages) {
  const frame = /user(s)?-page/.test(page) ? files('src/app/shell.tsx') : [];
  const bytes = Math.max(...languages.map((language) => {
    const needed = new Set([...files('index.html'), ...frame, ...files(page), ...language]);
    return [...needed].reduce((sum, file) => sum + size(file), 0);
  }));
  worst = Math.max(worst, bytes);
  console.log(`${(bytes / 1024).toFixed(1).padStart(6)} KB gzipped script  ${page}`);
}
rmSync(new URL('.vite', dist), { recursive: true }); // for this script alone, not to be served
if (worst > budget) {
  console.error(`Over the budget of ${budget / 1024} KB.`);
  process.exit(1);
}
