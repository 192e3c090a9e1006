import { expect, test } from 'vitest';
import { safePath } from './safe-path';

test.each([
  ['/organizations/org_1/settings/users?q=a#b', '/organizations/org_1/settings/users?q=a#b'],
  ['/', '/'],
  ['/a/../b', '/b'],
])('%s is kept', (given, kept) => expect(safePath(given)).toBe(kept));

test.each([
  '', 'a', '//evil.example', '/\\evil.example', '\\\\evil.example', 'https://evil.example', 'javascript:alert(1)',
  '/.//evil.example', '/a/..//evil.example', '/%2e//evil.example', '/\t/evil.example', '/\n/evil.example', ' /a', '/sign-in', '/sign-in?to=/a', '/x/../sign-in', undefined, null, 7, ['/a'],
])('%j is refused', (given) => expect(safePath(given)).toBeUndefined());
