// Does the main job with openapi-fetch and the types that openapi-typescript makes of docs/openapi.json.
import assert from 'node:assert/strict'
import createClient from 'openapi-fetch'
import type { paths } from './usher.js'

const baseUrl = process.env['BASE'] ?? ''
const password = 'eleven quiet harbours'

const anybody = createClient<paths>({ baseUrl })
const owner = `owner-ts-${Date.now()}@example.com`
const created = await anybody.POST('/v1/organizations', {
  body: { name: 'TypeScript', owner: { email: owner, first_name: 'Ada' } },
})
assert(created.data, JSON.stringify(created.error))
const org = created.data.organization.id

const accepted = await anybody.POST('/v1/invitations/{token}/accept', {
  params: { path: { token: await token(owner) } },
  body: { password },
})
assert(accepted.data, JSON.stringify(accepted.error))
const cookie = accepted.response.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ')
const key = await anybody.POST('/v1/organizations/{org}/api-keys', {
  params: { path: { org } },
  body: { name: 'client', role: 'owner' },
  headers: { cookie, origin: baseUrl },
})
assert(key.data, JSON.stringify(key.error))

const program = createClient<paths>({ baseUrl, headers: { authorization: `Bearer ${key.data.secret}` } })
const invitee = owner.replace('owner', 'auditor')
const invited = await program.POST('/v1/organizations/{org}/users', {
  params: { path: { org } },
  body: { email: invitee, first_name: 'Grace', role: 'auditor' },
})
assert(invited.data, JSON.stringify(invited.error))
const path = { org, user: invited.data.id }
const joined = await anybody.POST('/v1/invitations/{token}/accept', {
  params: { path: { token: await token(invitee) } },
  body: { password },
})
assert(joined.data, JSON.stringify(joined.error))
const list = await program.GET('/v1/organizations/{org}/users', { params: { path: { org } } })
assert.equal(list.data?.data.find((u) => u.id === path.user)?.status, 'active')
const blocked = await program.POST('/v1/organizations/{org}/users/{user}/block', { params: { path } })
assert.equal(blocked.data?.status, 'blocked')
const removed = await program.DELETE('/v1/organizations/{org}/users/{user}', { params: { path } })
assert.equal(removed.response.status, 204)
const again = await program.DELETE('/v1/organizations/{org}/users/{user}', { params: { path } })
assert.equal(again.error?.code, 'not_found')
console.log('typescript: done')

/** token waits for the invitation that is mailed to an address. */
async function token(to: string): Promise<string> {
  for (let i = 0; i < 300; i++) {
    const store = await (await fetch(`${process.env['MAIL']}/store`)).json() as {
      emails: { destination: { to: string[] }; body: { text: string } }[]
    }
    const mail = store.emails.find((m) => m.destination.to.join(' ').includes(to))
    const found = mail?.body.text.match(/\/invitations\/(\S+)/)?.[1]
    if (found) return found
    await new Promise((done) => setTimeout(done, 100))
  }
  throw new Error(`no invitation came to ${to}`)
}
