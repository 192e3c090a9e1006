// Every mail of the catalog, as its golden file has it, on a narrow phone, light and dark.
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from '@playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const folder = new URL('../../pkg/core/mail/testdata/', import.meta.url);
const mails = readdirSync(folder).filter((name) => name.endsWith('.html'));

test('every mail fits 320 px and can be read, light and dark', async ({ browser }) => {
  expect(mails.length).toBeGreaterThan(0);
  for (const colorScheme of ['light', 'dark'] as const) {
    const page = await browser.newPage({ colorScheme, viewport: { width: 320, height: 700 } });
    const asked: string[] = [];
    page.on('request', (r) => asked.push(r.url()));
    const backgrounds = new Set<string>();
    for (const name of mails) {
      await page.setContent(readFileSync(new URL(name, folder), 'utf8'));
      const widths = await page.evaluate(() => [document.documentElement.scrollWidth, ...[...document.querySelectorAll('p, a, td')].map((e) => e.getBoundingClientRect().right)]);
      expect(Math.max(...widths), `${name}, ${colorScheme}: its width`).toBeLessThanOrEqual(320);
      backgrounds.add(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
      await page.evaluate(axe);
      const found = await page.evaluate(() => (window as unknown as { axe: typeof import('axe-core') }).axe.run(document, {
        runOnly: { type: 'rule', values: ['color-contrast', 'document-title', 'html-has-lang', 'html-lang-valid', 'link-name', 'meta-viewport'] },
      }));
      expect(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => `${n.target} ${n.failureSummary}`).join(' | ')}`), `${name}, ${colorScheme}`).toEqual([]);
      const folderOfPictures = process.env.SCREENSHOTS;
      if (folderOfPictures) await page.screenshot({ path: `${folderOfPictures}/mail-${name.replace('.html', '')}-${colorScheme}.png`, fullPage: true });
    }
    expect([...backgrounds]).toEqual([colorScheme === 'dark' ? 'rgb(22, 24, 29)' : 'rgb(242, 244, 247)']);
    expect(asked, 'a mail loads nothing').toEqual([]);
    await page.close();
  }
});
