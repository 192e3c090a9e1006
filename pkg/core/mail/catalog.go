package mail

// words is everything a locale says. Texts with %s are filled by fmt.
type words struct {
	lang                                    string
	months, days                            []string
	units                                   [4][2]string // seconds, minutes, hours, days: one, many
	in                                      string       // "in 7 days"
	on                                      string       // "Monday 30 November 2026 at 11:13 UTC"
	owner, auditor                          string
	ownerMay, auditorMay                    string
	greeting                                string
	invitedSubject                          string // organization
	invitedBy, invited                      string // inviter, organization; organization
	roleIs                                  string // role, what it may do
	accept, orCopy, expires, notYou         string
	resetSubject, resetIntro, resetButton   string
	resetExpires, resetNo                   string
	changedSubject, changedIntro, changedNo string
}

func catalog(locale string) words {
	if locale == "nl" {
		return dutch()
	}
	return english()
}

func english() words {
	return words{
		lang: "en",
		months: []string{"January", "February", "March", "April", "May", "June", "July", "August", "September",
			"October", "November", "December"},
		days:     []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		units:    [4][2]string{{"second", "seconds"}, {"minute", "minutes"}, {"hour", "hours"}, {"day", "days"}},
		in:       "in %d %s",
		on:       "%s %d %s %d at %02d:%02d UTC",
		owner:    "Owner",
		ownerMay: "can change settings, create flows, add users and make API keys",
		auditor:  "Auditor", auditorMay: "can see everything and change nothing",
		greeting:       "Hello %s,",
		invitedSubject: "You are invited to %s",
		invitedBy:      "%s invites you to the organization %s.",
		invited:        "You are invited to the organization %s.",
		roleIs:         "Your role will be %s: who has it %s.",
		accept:         "Accept the invitation",
		orCopy:         "Or copy this link into your browser:",
		expires:        "The link works until %s (%s).",
		notYou:         "If you did not expect this, you can ignore this mail: without the link nobody joins in your name.",
		resetSubject:   "Set a new password",
		resetIntro:     "Somebody asked for a new password for this address. If it was you, set it here.",
		resetButton:    "Set a new password",
		resetExpires:   "The link works once, until %s (%s).",
		resetNo:        "If it was not you, ignore this mail: your password stays as it is.",
		changedSubject: "Your password was changed",
		changedIntro: "The password of your account was changed on %s. " +
			"Everybody who was signed in with it has been signed out.",
		changedNo: "If it was not you, ask for a new password at once, end your API keys as you set it, and tell " +
			"an Owner of your organization.",
	}
}

func dutch() words {
	return words{
		lang: "nl",
		months: []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
			"oktober", "november", "december"},
		days:     []string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
		units:    [4][2]string{{"seconde", "seconden"}, {"minuut", "minuten"}, {"uur", "uur"}, {"dag", "dagen"}},
		in:       "over %d %s",
		on:       "%s %d %s %d om %02d:%02d UTC",
		owner:    "Eigenaar",
		ownerMay: "kan instellingen wijzigen, flows maken, gebruikers toevoegen en API-sleutels maken",
		auditor:  "Auditor", auditorMay: "kan alles zien en niets wijzigen",
		greeting:       "Hallo %s,",
		invitedSubject: "Je bent uitgenodigd voor %s",
		invitedBy:      "%s nodigt je uit voor de organisatie %s.",
		invited:        "Je bent uitgenodigd voor de organisatie %s.",
		roleIs:         "Je rol wordt %s: wie die heeft, %s.",
		accept:         "Uitnodiging aannemen",
		orCopy:         "Of kopieer deze link naar je browser:",
		expires:        "De link werkt tot %s (%s).",
		notYou: "Had je dit niet verwacht, dan kun je deze mail negeren: " +
			"zonder de link wordt niemand lid in jouw naam.",
		resetSubject:   "Kies een nieuw wachtwoord",
		resetIntro:     "Iemand heeft voor dit adres om een nieuw wachtwoord gevraagd. Was jij dat, kies het dan hier.",
		resetButton:    "Nieuw wachtwoord kiezen",
		resetExpires:   "De link werkt één keer, tot %s (%s).",
		resetNo:        "Was jij dat niet, negeer deze mail dan: je wachtwoord blijft zoals het is.",
		changedSubject: "Je wachtwoord is gewijzigd",
		changedIntro:   "Het wachtwoord van je account is gewijzigd op %s. Iedereen die ermee was aangemeld, is afgemeld.",
		changedNo: "Was jij dat niet, vraag dan meteen een nieuw wachtwoord aan, beëindig daarbij " +
			"je API-sleutels en licht een Eigenaar van je organisatie in.",
	}
}
