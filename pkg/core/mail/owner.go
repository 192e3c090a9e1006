package mail

import (
	"fmt"
	"time"

	"usher/pkg/core/brand"
)

// OwnerNotice tells an Owner of something in their organization.
type OwnerNotice struct {
	Kind          string // as package api names notifications: "owner_added", ...
	To, FirstName string
	Organization  string
	User          string // whom it is about, where it is about a user: name and address
	By            string // the address of the person who did it; empty where it was no person
	Link          string // to what it is about
	Profile       string // link to where the Owner can switch it off
	Locale        string
	At            time.Time
}

// Render makes the message. It returns an error for a kind that is not known, or a broken template.
func (n OwnerNotice) Render(b brand.Brand) (Message, error) {
	w := ownerCatalog(n.Locale)
	kind, ok := w.kinds[n.Kind]
	if !ok {
		return Message{}, fmt.Errorf("mail: no notice of the kind %q", n.Kind)
	}
	what := fmt.Sprintf(kind.about, n.Organization)
	if kind.ofUser {
		what = fmt.Sprintf(kind.about, n.User, n.Organization)
	}
	all := catalog(n.Locale)
	when := fmt.Sprintf(w.on, all.moment(n.At))
	if n.By != "" {
		when = fmt.Sprintf(w.by, n.By, all.moment(n.At))
	}
	return page{
		words: all, Organization: n.Organization, Greeting: fmt.Sprintf(all.greeting, n.FirstName),
		Paragraphs: []string{what, when + " " + kind.advice}, Button: kind.button, Link: n.Link, OrCopy: all.orCopy,
		Why: fmt.Sprintf(w.why, n.Organization) + " " + n.Profile,
	}.message(b, Message{To: n.To, Kind: n.Kind, Subject: fmt.Sprintf(kind.subject, line(n.Organization))})
}

// ownerWords is what a locale says to Owners.
type ownerWords struct {
	by, on string // who and time; time
	why    string // organization; the link to the profile follows
	kinds  map[string]ownerKind
}

type ownerKind struct {
	subject string // organization
	ofUser  bool
	about   string // the user, where it is of one, and the organization
	advice  string
	button  string
}

func ownerCatalog(locale string) ownerWords {
	if locale == "nl" {
		return ownerDutch()
	}
	return ownerEnglish()
}

func ownerEnglish() ownerWords {
	return ownerWords{
		by:  "This was done by %s, on %s.",
		on:  "This was on %s.",
		why: "You get this mail because you are an Owner of %s. You can switch such mails off in your profile:",
		kinds: map[string]ownerKind{
			"invitation_requested": {
				subject: "Somebody asks for a new invitation to %s", ofUser: true,
				about:  "The invitation of %s to the organization %s has expired, and they ask for a new one.",
				advice: "You can send it again, or remove it.", button: "See the invitation",
			},
			"mail_bounced": {
				subject: "An invitation to %s did not arrive", ofUser: true,
				about: "The invitation of %s to the organization %s did not arrive, or the recipient's mail program " +
					"reported it as unwanted.",
				advice: "Check the address. You can correct it and so send the invitation again.", button: "See why",
			},
			"owner_added": {
				subject: "There is a new Owner of %s", ofUser: true,
				about:  "%s is now an Owner of the organization %s.",
				advice: "If you did not expect this, ask the other Owners, or block the user.", button: "See the user",
			},
			"owner_key_created": {
				subject: "An API key of %s may do what an Owner may",
				about:   "An API key with the role Owner was made in the organization %s.",
				advice:  "If you did not expect this, ask the other Owners, or revoke the key.", button: "See the API keys",
			},
		},
	}
}

func ownerDutch() ownerWords {
	return ownerWords{
		by:  "Dit is gedaan door %s, op %s.",
		on:  "Dit was op %s.",
		why: "Je krijgt deze mail omdat je Eigenaar van %s bent. Je kunt zulke mails uitzetten in je profiel:",
		kinds: map[string]ownerKind{
			"invitation_requested": {
				subject: "Iemand vraagt om een nieuwe uitnodiging voor %s", ofUser: true,
				about:  "De uitnodiging van %s voor de organisatie %s is verlopen, en er is om een nieuwe gevraagd.",
				advice: "Je kunt haar opnieuw versturen, of verwijderen.", button: "Uitnodiging bekijken",
			},
			"mail_bounced": {
				subject: "Een uitnodiging voor %s is niet aangekomen", ofUser: true,
				about: "De uitnodiging van %s voor de organisatie %s is niet aangekomen, of het mailprogramma van de " +
					"ontvanger heeft haar als ongewenst gemeld.",
				advice: "Controleer het adres. Je kunt het verbeteren en zo de uitnodiging opnieuw versturen.",
				button: "Bekijken waarom",
			},
			"owner_added": {
				subject: "Er is een nieuwe Eigenaar van %s", ofUser: true,
				about:  "%s is nu Eigenaar van de organisatie %s.",
				advice: "Had je dit niet verwacht, vraag het dan de andere Eigenaren, of blokkeer de gebruiker.",
				button: "Gebruiker bekijken",
			},
			"owner_key_created": {
				subject: "Een API-sleutel van %s mag wat een Eigenaar mag",
				about:   "In de organisatie %s is een API-sleutel met de rol Eigenaar gemaakt.",
				advice:  "Had je dit niet verwacht, vraag het dan de andere Eigenaren, of trek de sleutel in.",
				button:  "API-sleutels bekijken",
			},
		},
	}
}
