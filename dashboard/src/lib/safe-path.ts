/**
 * A path of this dashboard to go on to after signing in, from the address bar.
 * Anything that could lead to another site answers undefined.
 */
export function safePath(value: unknown): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: browsers drop them, so that what is left could be another site.
  if (typeof value !== 'string' || !/^\/(?![/\\])/.test(value) || /[\u0000-\u001f\\]/.test(value)) return undefined;
  const url = new URL(value, 'http://here.invalid');
  // Parsed, "/.//evil.example" begins with two slashes as well.
  if (url.origin !== 'http://here.invalid' || url.pathname.startsWith('//') || url.pathname.startsWith('/sign-in')) return undefined;
  return url.pathname + url.search + url.hash;
}
