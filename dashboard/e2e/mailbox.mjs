// The local mailbox: what the system has mailed.
const mailbox = (process.env.USHER_MAILBOX ?? 'http://localhost:8025').replace(/\/$/, '');

async function mails(to) {
  const store = await (await fetch(`${mailbox}/store`)).json();
  return store.emails.filter((m) => m.destination.to.some((a) => a.includes(to)));
}

/** The link in the latest mail to an address, of a path that starts so. Waits for `count` mails. */
export async function linkFor(to, prefix, count = 1) {
  for (let i = 0; i < 150; i++) {
    const found = await mails(to);
    if (found.length >= count) {
      const text = `${found.at(-1).body.text ?? ''} ${found.at(-1).body.html ?? ''}`.replaceAll('&amp;', '&');
      const link = new RegExp(`https?://[^\\s"'<>]*${prefix}[^\\s"'<>)]+`).exec(text);
      if (!link) throw new Error(`the mail to ${to} has no link to ${prefix}`);
      return link[0];
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no mail to ${to} within 30 s`);
}
