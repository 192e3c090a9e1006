// The local mailbox: what the system has mailed.
const mailbox = (process.env.USHER_MAILBOX ?? 'http://localhost:8025').replace(/\/$/, '');

/** The links of a path that starts so, in the mails to an address, the latest last. */
async function links(to, prefix) {
  const store = await (await fetch(`${mailbox}/store`)).json();
  const link = new RegExp(`https?://[^\\s"'<>]*${prefix}[^\\s"'<>)]+`);
  return store.emails
    .filter((m) => m.destination.to.some((a) => a.includes(to)))
    .map((m) => link.exec(`${m.body.text ?? ''} ${m.body.html ?? ''}`.replaceAll('&amp;', '&'))?.[0])
    .filter((found) => found !== undefined);
}

/** The link in the latest mail to an address that has one. Waits until `count` mails have. */
export async function linkFor(to, prefix, count = 1) {
  for (let i = 0; i < 150; i++) {
    const found = await links(to, prefix);
    if (found.length >= count) return found.at(-1);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`no mail to ${to} with a link to ${prefix} within 30 s`);
}
