// Files for the reader: CSV as RFC 4180 has it. What the reader sends is read by the service.

/** Writes rows as CSV, so that no spreadsheet runs anything in them and the service reads back what they were. */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return `${rows.map((row) => row.map(formatField).join(',')).join('\r\n')}\r\n`;
}

function formatField(value: string): string {
  const safe = guard(value.replace(/\r\n?/g, '\n'));
  return /[",\r\n;\t]|^\s/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/**
 * Puts an apostrophe before each part of a cell that a spreadsheet would take for a formula, also one that is set to
 * another separator: what package csv of the service does, and undoes. Both are tested by the same cases.
 */
function guard(cell: string): string {
  return cell.replace(/[^;\t\n]+/g, (part) => (/^'*[\s\p{Cc}\p{Cf}]*[=+\-@＝＋－＠]/u.test(part) ? `'${part}` : part));
}

/** Hands the reader a table. Without a byte order mark Excel would break its accents. */
export function downloadCsv(name: string, text: string): void {
  download(name, 'text/csv;charset=utf-8', `\uFEFF${text}`);
}

export function downloadText(name: string, text: string): void {
  download(name, 'text/plain;charset=utf-8', `${text}\n`);
}

/** Hands the reader a file. */
function download(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
