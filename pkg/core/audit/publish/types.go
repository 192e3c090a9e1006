package publish

import "sync"

// Type is a type of message: an action of the audit log, and what a message of it may hold.
type Type struct {
	Name    string
	Target  string // the type of what it was done to
	Summary string
	Fields  []string // that may be among the changes
}

// Kind is what the values of a field are.
type Kind string

// The kinds of fields.
const (
	Withheld Kind = ""          // what people wrote, or would know somebody by: the message only says that it changed
	Text     Kind = "string"    // a word of a fixed list
	Number   Kind = "integer"   //
	Switch   Kind = "boolean"   //
	Moment   Kind = "date-time" // RFC 3339
)

// Fields are the fields that changes may name, in all types.
var Fields = sync.OnceValue(func() map[string]Kind {
	return map[string]Kind{
		"name": Withheld, "description": Withheld, "definition": Withheld, "owner": Withheld, "email": Withheld,
		"first_name": Withheld, "last_name": Withheld, "logo": Withheld, "api_keys": Withheld,
		"invitation.sponsor": Withheld, "invitation.delivery_detail": Withheld, "address_problem.detail": Withheld,

		"role": Text, "status": Text, "plan": Text, "settings.locale": Text, "invitation.delivery": Text,
		"address_problem.delivery": Text,

		"seat_limit": Number, "settings.invitation_days": Number, "settings.session_idle_minutes": Number,
		"seats_used": Number, "invited": Number,
		"active": Number, "blocked": Number, "expired": Number, "active_owners": Number,

		"settings.require_second_factor": Switch, "totp": Switch, "passkey": Switch, "recovery_codes": Switch,
		"notifications.invitation_requested": Switch,
		"notifications.mail_bounced":         Switch, "notifications.owner_added": Switch,
		"notifications.owner_key_created": Switch,

		"expires_at": Moment, "invitation.expires_at": Moment, "invitation.requested_at": Moment,
		"invitation.reminded_at": Moment,
	}
})

// Types lists the types.
func Types() []Type {
	const organization, user, key, flow = "organization", "user", "api_key", "flow"
	of := func(target, name, summary string, fields ...string) Type { return Type{name, target, summary, fields} }
	return []Type{
		of(organization, "organization.create", "An organization was created", "name", "plan", "owner"),
		of(organization, "organization.update", "Its name or settings changed", "name", "settings.invitation_days",
			"settings.locale", "settings.session_idle_minutes", "settings.require_second_factor"),
		of(organization, "organization.plan", "It moved to another plan", "plan", "seat_limit"),
		of(organization, "organization.suspend", "An operator suspended it"),
		of(organization, "organization.resume", "An operator resumed it"),
		of(organization, "organization.delete", "An Owner deleted it; it can be restored for a while"),
		of(organization, "organization.restore", "It was restored"),
		of(organization, "organization.find", "An operator looked it up"),
		of(organization, "organization.recount", "An operator put its counted seats right", "seats_used", "invited",
			"active", "blocked", "expired", "active_owners"),
		of(user, "user.create", "A user was created and invited", "email", "first_name", "last_name", "role", "status"),
		of(user, "user.import", "An operator brought them along from elsewhere", "email", "first_name", "last_name", "role",
			"status"),
		of(user, "user.invite", "They were invited again", "status", "invitation.expires_at"),
		of(user, "user.accept", "They accepted their invitation", "status"),
		of(user, "user.expire", "Their invitation expired", "status"),
		of(user, "user.update", "Their names, role or notifications changed", "first_name", "last_name", "role",
			"notifications.invitation_requested", "notifications.mail_bounced", "notifications.owner_added",
			"notifications.owner_key_created"),
		of(user, "user.email", "Their address changed", "email", "status", "invitation.expires_at", "api_keys"),
		of(user, "user.end_sessions", "Their sessions ended in the organization"),
		of(user, "user.erase", "They were erased", "email", "first_name", "last_name", "role", "status"),
		of(user, "user.logo", "Their logo changed", "logo"),
		of(user, "user.block", "They were blocked", "status", "api_keys"),
		of(user, "user.unblock", "They were unblocked", "status"),
		of(user, "user.remove", "They were removed", "email", "first_name", "last_name", "role", "status", "api_keys",
			"invitation.sponsor"),
		of(user, "user.leave", "They left", "email", "first_name", "last_name", "role", "status"),
		of(user, "user.password", "They set a new password", "api_keys"),
		of(user, "user.factor_add", "They added a second factor, or replaced it", "totp", "passkey", "recovery_codes"),
		of(user, "user.factor_remove", "They removed a second factor", "totp", "passkey"),
		of(user, "person.find", "An operator looked up the person"),
		of(user, "person.end_sessions", "An operator ended the person's sessions"),
		of(user, "person.reset_factors", "An operator removed the person's second factors"),
		of(user, "invitation.send", "Their invitation was mailed", "invitation.delivery"),
		of(user, "invitation.delivery", "What became of that mail", "invitation.delivery", "invitation.delivery_detail",
			"address_problem.delivery", "address_problem.detail"),
		of(user, "invitation.remind", "They were reminded of their invitation", "invitation.reminded_at"),
		of(user, "invitation.request", "They asked for a new invitation", "invitation.requested_at"),
		of(key, "api_key.create", "An API key was created", "name", "role", "expires_at"),
		of(key, "api_key.revoke", "It was revoked", "name", "role"),
		of(flow, "flow.create", "A flow was created", "name", "description", "status", "definition"),
		of(flow, "flow.update", "It was changed", "name", "description", "status", "definition"),
		of(flow, "flow.delete", "It was deleted", "name", "description", "status", "definition"),
	}
}
