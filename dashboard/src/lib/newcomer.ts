// Who has joined an organization just now, to be welcomed there once: a reload has forgotten it.
let newcomer: { org: string; name: string } | undefined;

export function noteJoined(org: string, name: string): void {
  newcomer = { org, name };
}

/** The first name of the person who has just joined the organization. */
export function newcomerOf(org: string): string | undefined {
  return newcomer?.org === org ? newcomer.name : undefined;
}

export function forgetNewcomer(): void {
  newcomer = undefined;
}
