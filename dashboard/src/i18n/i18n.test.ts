import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { en as english } from './en';
import { endTexts } from './ends';
import { factorTexts } from './factors';
import { importTexts } from './import';
import { nl as dutch } from './nl';
import { privacyTexts } from './privacy';
import { resetTexts } from './reset';
import { sessionTexts } from './sessions';

const en = { ...english, ends: endTexts.en, factors: factorTexts.en, importUsers: importTexts.en, privacy: privacyTexts.en, reset: resetTexts.en, sessions: sessionTexts.en };
const nl = { ...dutch, ends: endTexts.nl, factors: factorTexts.nl, importUsers: importTexts.nl, privacy: privacyTexts.nl, reset: resetTexts.nl, sessions: sessionTexts.nl };

type Tree = { [key: string]: unknown };

function leaves(tree: Tree, at = ''): [string, unknown][] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === 'object' && value !== null ? leaves(value as Tree, `${at}${key}.`) : [[`${at}${key}`, value] as [string, unknown]]);
}
/** The text, with marks for what is put into it. */
const say = (value: unknown) => (typeof value === 'function' ? String((value as (...a: unknown[]) => unknown)('«1»', '«2»', '«3»')) : String(value));

test('Dutch says everything English does, and nothing more', () => {
  expect(leaves(nl).map(([k]) => k)).toEqual(leaves(en).map(([k]) => k));
});

test('Dutch puts in all that English puts in', () => {
  const dutch = new Map(leaves(nl));
  for (const [key, value] of leaves(en)) {
    const marks = (text: string) => [...new Set(text.match(/«\d»/g))].sort();
    expect([key, marks(say(dutch.get(key)))]).toEqual([key, marks(say(value))]);
  }
});

test('nothing was left untranslated', () => {
  const dutch = new Map(leaves(nl));
  const same = leaves(en).filter(([key, value]) => say(value).includes(' ') && say(dutch.get(key)) === say(value)).map(([key]) => key);
  expect(same).toEqual([]);
});

test('no entry is empty', () => {
  expect([...leaves(en), ...leaves(nl)].filter(([, v]) => say(v).trim() === '')).toEqual([]);
});

test('every code of the service has a text', () => {
  const document = readFileSync(join(import.meta.dirname, '../lib/api-types.ts'), 'utf8');
  const codes = /ProblemCode: ((?:"\w+"(?: \| )?)+);/.exec(document)?.[1]?.match(/\w+/g) ?? [];
  expect(codes.length).toBeGreaterThan(10);
  expect(codes.filter((c) => !(c in en.errors.codes))).toEqual([]);
});

test('every reason for which the service refuses a value has a sentence of its own in both languages', () => {
  const document = JSON.parse(readFileSync(join(import.meta.dirname, '../../../docs/openapi.json'), 'utf8'));
  const codes: string[] = document.components.schemas.InvalidCode.enum;
  expect(codes).toContain('invisible_character');
  for (const { errors, importUsers } of [en, nl]) {
    const sentences = { ...importUsers.file, ...errors.fields };
    expect(codes.filter((c) => !sentences[c])).toEqual([]);
    expect(codes.filter((c) => codes.some((o) => o < c && sentences[o] === sentences[c]))).toEqual([]);
  }
});

/** Words between tags, or in an attribute that is read out, of a source file. */
function words(source: string): string[] {
  const found: string[] = [];
  const spoken = new Set(['label', 'title', 'placeholder', 'description', 'aria-label', 'alt', 'button', 'hint']);
  const look = (node: ts.Node): void => {
    if (ts.isJsxText(node) && /\p{L}{2}/u.test(node.text)) found.push(node.text.trim());
    if (ts.isJsxAttribute(node) && spoken.has(node.name.getText()) && node.initializer && ts.isStringLiteral(node.initializer) && node.initializer.text) {
      found.push(node.initializer.text);
    }
    ts.forEachChild(node, look);
  };
  look(ts.createSourceFile('x.tsx', source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}

describe('no text of a page is hard-coded', () => {
  test('words are found', () => {
    expect(words('const x = <p title="Hello">Some {a} words <b aria-label={t.b}>{t.x}</b></p>;')).toEqual(['Hello', 'Some', 'words']);
  });
  const folder = join(import.meta.dirname, '..');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => f.endsWith('.tsx') && !f.endsWith('.test.tsx'));
  test.each(files)('%s', (file) => {
    expect(words(readFileSync(join(folder, file), 'utf8'))).toEqual([]);
  });
});
