import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { asciiAddress, canDeceive, shownAddress } from './address';

test.each([
  'example.com', 'bücher.example', 'möstermann.swiss', 'testß.example', 'пример.рф', 'пример.com', 'почта.example', 'რეგისტრაცია.გე',
  '例え.テスト', 'sony例え.jp', '한국abc.kr', 'παράδειγμα.gr', 'παράδειγμα.ελ', 'उदाहरण.भारत', 'דוגמה.il', 'مثال.com', 'a-1.b-2.co.uk', '123.com', 'хор.рф',
])('%s is what it looks like', (domain) => {
  expect(canDeceive(domain)).toBe(false);
  expect(shownAddress(`ada@${domain}`)).toBe(`ada@${domain}`);
});

test.each([
  ['аpple.com', 'xn--pple-43d.com'], // the first letter is Cyrillic
  ['раураӏ.com', undefined], // all of them are
  ['mail.аpple.com', undefined], ['googlе.com', undefined], ['ｅxampl\u03b5.com', undefined], ['exampleא.com', undefined], ['例えс.jp', undefined],
])('%s can pass for another domain, and is shown in ASCII too', (domain, ascii) => {
  expect(canDeceive(domain)).toBe(true);
  if (ascii) expect(shownAddress(`ada@${domain}`)).toBe(`ada@${domain} (${ascii})`);
  expect(shownAddress(`ada@${domain}`)).toMatch(/^ada@.* \([a-z0-9.-]+\)$/);
});

test('an address in ASCII', () => {
  expect(asciiAddress('Ada@bücher.example')).toBe('Ada@xn--bcher-kva.example');
  expect(asciiAddress('nonsense')).toBe('nonsense');
});

const folder = join(import.meta.dirname, '..');
const pages = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((f) => /\.tsx?$/.test(f) && !/test/.test(f));

test.each(pages)('%s has no input of the type "email", and shows no address as it is', (file) => {
  const source = readFileSync(join(folder, file), 'utf8');
  expect(source.match(/\btype\s*[=:]\s*\{?\s*["'`]email/g)).toBeNull();
  expect(source.match(/(?<!(?:value|email)=)\{(?!t\.|classes\.)[\w.?]+\bemail\}|\bt\.[\w.]+\((?:\w+\.)+email\)/g)).toBeNull();
});
