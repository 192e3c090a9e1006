// Files for the reader: CSV as RFC 4180 has it. What the reader sends is read by the service.

/**
 * Writes rows as CSV. A field that a spreadsheet would take for a formula gets
 * an apostrophe in front, so that nobody's name runs as a program.
 */
export function formatCsv(rows: readonly (readonly string[])[]): string {
  return `${rows.map((row) => row.map(formatField).join(',')).join('\r\n')}\r\n`;
}

function formatField(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Hands the reader a file. */
export function download(name: string, type: string, content: BlobPart): void {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
