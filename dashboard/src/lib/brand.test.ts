import { afterEach, expect, test, vi } from 'vitest';
import { mailTo } from './brand';

afterEach(() => { vi.unstubAllGlobals(); vi.resetModules(); });

test('the brand is what the deployment sets, or Usher', async () => {
  vi.resetModules();
  expect((await import('./brand')).brand).toEqual({ product: 'Usher', logo: '/icon.svg', support: '', upgrade: '' });
  vi.resetModules();
  const set = { product: 'Acme', logo: '/acme.svg', support: 'help@acme.example', upgrade: 'https://acme.example/plans' };
  vi.stubGlobal('usherConfig', set);
  expect((await import('./brand')).brand).toEqual(set);
});

test('an address cannot add anything to a mail', () => {
  expect(mailTo(['a+b@acme.example', 'x?bcc=eve@evil.example'], 'More seats & "more"?'))
    .toBe('mailto:a%2Bb@acme.example,x%3Fbcc%3Deve@evil.example?subject=More%20seats%20%26%20%22more%22%3F');
});
