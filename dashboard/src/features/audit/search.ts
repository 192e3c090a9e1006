/** What the address bar says about the audit log. Dates are days: 2026-01-31. */
export type AuditSearch = { action?: string; actor?: string; target?: string; from?: string; to?: string };

export function parseAuditSearch(s: Record<string, unknown>): AuditSearch {
  return { action: word(s.action), actor: word(s.actor), target: word(s.target), from: day(s.from), to: day(s.to) };
}

function word(value: unknown): string | undefined {
  return typeof value === 'string' && /^[\w.-]{1,100}$/.test(value) ? value : undefined;
}

function day(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value)) ? value : undefined;
}
