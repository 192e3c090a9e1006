// The system under test as programs see it: its API and the mails it sends.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { codeNow } from './totp.ts';

export type System = { url: string; mailbox: string; database: string };
export type Organization = { org: string; name: string; owner: string; auditor: string; cookie: string; ownerId: string };
export type NewUser = { email: string; first_name: string; last_name: string; role: string };
// biome-ignore lint/suspicious/noExplicitAny: the tests read an answer as far as they need it
export type Answer = any;

/** Of everybody who is made here. */
export const password = 'mind the gap at seat 42';

export const unique = () => Math.random().toString(36).slice(2, 10);

export class Usher {
  readonly url: string;
  readonly mailbox: string;
  private readonly database: string;

  constructor({ url, mailbox, database }: System) {
    this.url = url;
    this.mailbox = mailbox;
    this.database = database;
  }

  async post(path: string, body: unknown, cookie?: string): Promise<{ answer: Answer; cookie: string }> {
    const r = await fetch(this.url + path, {
      method: 'POST', headers: { 'Content-Type': 'application/json', Origin: this.url, ...(cookie && { Cookie: cookie }) }, body: JSON.stringify(body),
    });
    const answer: Answer = await r.json();
    if (!r.ok) throw new Error(`${path}: ${r.status} ${JSON.stringify(answer)}`);
    return { answer, cookie: r.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ') };
  }

  /**
   * A new organization with an active Owner and an active Auditor, made the way
   * a customer makes one: sign up, open the mail, set a password.
   */
  async newOrganization(name = `Test ${unique()}`): Promise<Organization> {
    const tag = unique();
    const owner = `owner-${tag}@test.example`;
    const auditor = `auditor-${tag}@test.example`;
    const made = await this.post('/v1/organizations', { name, owner: { email: owner, first_name: 'Olive', last_name: 'Ownerson' } });
    const org: string = made.answer.organization.id;
    const { cookie } = await this.accept(owner);
    await this.invite({ org, cookie }, { email: auditor, first_name: 'Audrey', last_name: 'Tor', role: 'auditor' });
    await this.accept(auditor);
    return { org, name, owner, auditor, cookie, ownerId: made.answer.owner.id };
  }

  /** Runs a command of the operator's on an organization: suspend, resume, restore. */
  async operate(command: string, org: string): Promise<void> {
    const local = { AWS_REGION: 'us-east-1', AWS_ACCESS_KEY_ID: 'local', AWS_SECRET_ACCESS_KEY: 'local' };
    const env = { ...process.env, ...local, AWS_ENDPOINT_URL_DYNAMODB: this.database, USHER_TABLE: 'usher' };
    await promisify(execFile)('../build/usher', ['organization', command, '--organization', org], { env });
  }

  /** Invites somebody, by the API. */
  async invite({ org, cookie }: Pick<Organization, 'org' | 'cookie'>, user: NewUser): Promise<{ id: string; email: string }> {
    return (await this.post(`/v1/organizations/${org}/users`, user, cookie)).answer;
  }

  /** Accepts the latest invitation to an address with the tests' password. */
  async accept(email: string): Promise<{ cookie: string }> {
    const token = (await this.linkFor(email, '/invitations/')).split('/invitations/')[1];
    return this.post(`/v1/invitations/${token}/accept`, { password });
  }

  /** Sets up an app for one-time codes. Its code of the step before this one is used then. */
  async setUpCodes(email: string): Promise<{ secret: string; recoveryCodes: string[] }> {
    const { cookie } = await this.post('/v1/sessions', { email, password });
    const { secret } = (await this.post('/v1/me/totp', undefined, cookie)).answer;
    const { answer } = await this.post('/v1/me/totp/confirm', { code: codeNow(secret, -1) }, cookie);
    return { secret, recoveryCodes: answer.recovery_codes };
  }

  /** The link in the latest mail to an address that has one. Waits until `count` mails have. */
  async linkFor(to: string, prefix: string, count = 1): Promise<string> {
    for (let i = 0; i < 150; i++) {
      const found = await this.links(to, prefix);
      const latest = found.at(-1);
      if (latest && found.length >= count) return latest;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    throw new Error(`no mail to ${to} with a link to ${prefix} within 30 s`);
  }

  /** The mails to an address of a subject that starts so, the latest last. */
  async mailsTo(to: string, subject = ''): Promise<Mail[]> {
    const store = (await (await fetch(`${this.mailbox}/store`)).json()) as { emails: Mail[] };
    return store.emails.filter((m) => m.subject.startsWith(subject) && m.destination.to.some((a) => a.includes(to)));
  }

  /** The links of a path that starts so, in the mails to an address, the latest last. */
  private async links(to: string, prefix: string): Promise<string[]> {
    const link = new RegExp(`https?://[^\\s"'<>]*${prefix}[^\\s"'<>)]+`);
    return (await this.mailsTo(to))
      .flatMap((m) => link.exec(`${m.body.text ?? ''} ${m.body.html ?? ''}`.replaceAll('&amp;', '&'))?.[0] ?? []);
  }
}

type Mail = { destination: { to: string[] }; subject: string; body: { text?: string; html?: string } };
