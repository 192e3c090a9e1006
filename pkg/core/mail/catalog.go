package mail

// words is everything a locale says. Texts with %s are filled by fmt.
type words struct {
	lang                            string
	months, days                    []string
	units                           [4][2]string // seconds, minutes, hours, days: one, many
	in                              string       // "in 7 days"
	on                              string       // "Monday 30 November 2026 at 11:13 UTC"
	by                              string       // "in 7 days, on Monday 30 November, 11:13 UTC"
	greeting                        string
	invitedSubject                  string // organization
	invitedBy, invited              string // inviter, organization; organization
	roleIs                          string // role, what it may do
	accept, orCopy, expires, notYou string
	expiredSubject                  string // organization
	expiredIntro, expiredNo         string
	expiredOn                       string // organization, time
	expiredAsk, expiredAskOwner     string // inviter, organization; organization
	resetSubject                    string // product
	resetIntro, resetButton         string
	resetExpires, resetNo           string
	changedSubject                  string // product
	changedIntro, changedNo         string
	factors                         map[string]string // by the change: subject
	factorIntro                     map[string]string // by the change: time
	factorNo                        string
	deviceSubject                   string // product
	deviceIntro, device             string // time; browser
	deviceUnknown                   string
	deviceYou, deviceNo             string
	whyInvited, whyFirst            string // organization
	whyAccount                      string
	support                         string // address
	email                           emailWords
}

func catalog(locale string) words {
	if locale == "nl" {
		w := dutch()
		dutchDevice(&w)
		return w
	}
	w := english()
	englishDevice(&w)
	return w
}

func english() words {
	return words{
		lang: "en",
		months: []string{"January", "February", "March", "April", "May", "June", "July", "August", "September",
			"October", "November", "December"},
		days:            []string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
		units:           [4][2]string{{"second", "seconds"}, {"minute", "minutes"}, {"hour", "hours"}, {"day", "days"}},
		in:              "in %d %s",
		on:              "%s %d %s %d at %02d:%02d UTC",
		by:              "%s, on %s %d %s, %02d:%02d UTC",
		greeting:        "Hello %s,",
		invitedSubject:  "You are invited to %s",
		invitedBy:       "%s invites you to the organization %s.",
		invited:         "You are invited to the organization %s.",
		roleIs:          "Your role will be %s: who has it %s.",
		accept:          "Accept the invitation",
		orCopy:          "Or copy this link into your browser:",
		expires:         "The link expires %s.",
		notYou:          "If you did not expect this, you can ignore this mail: without the link nobody joins in your name.",
		expiredSubject:  "Your invitation to %s has expired",
		expiredIntro:    "Somebody asked for a new password for this address. There is no account for it yet.",
		expiredOn:       "You were invited to the organization %s, and the invitation expired on %s.",
		expiredAsk:      "Ask %s, or another Owner of %s, for a new one.",
		expiredAskOwner: "Ask an Owner of %s for a new one.",
		expiredNo:       "If it was not you who asked, you can ignore this mail.",
		resetSubject:    "Set a new password for %s",
		resetIntro:      "Somebody asked for a new password for this address. If it was you, set it here.",
		resetButton:     "Set a new password",
		resetExpires:    "The link works once. It expires %s.",
		resetNo:         "If it was not you, ignore this mail: your password stays as it is.",
		changedSubject:  "Your password for %s was changed",
		changedIntro: "The password of your account was changed on %s. " +
			"Everybody who was signed in with it has been signed out.",
		changedNo: "If it was not you, ask for a new password at once, end your API keys as you set it, and tell " +
			"an Owner of your organization.",
		factors: map[string]string{
			"totp.factor_add":    "An app for one-time codes was added",
			"totp.factor_remove": "Your app for one-time codes was removed",
			"passkey.factor_add": "A passkey was added", "passkey.factor_remove": "A passkey was removed",
			"recovery_codes.factor_add": "Your recovery codes were replaced",
			"factors.reset":             "Your second factors were removed", "account.erase": "Your account was deleted"},
		factorIntro: map[string]string{
			"totp.factor_add":           "An app that shows one-time codes was added to your account on %s.",
			"totp.factor_remove":        "The app that shows one-time codes was removed from your account on %s.",
			"passkey.factor_add":        "A passkey was added to your account on %s. It can sign in without the password.",
			"passkey.factor_remove":     "A passkey was removed from your account on %s.",
			"recovery_codes.factor_add": "The recovery codes of your account were replaced on %s. Those before no longer work.",
			"factors.reset":             "Your second factors were removed on %s by whoever runs this service. Add new ones.",
			"account.erase":             "Your account was deleted on %s, and what organizations had of you with it."},
		factorNo: "If it was not you, set a new password, end all other sessions, look at what you sign in with in your " +
			"profile, and tell an Owner of your organization.",
		whyInvited: "You get this mail because an Owner of %s invited this address.",
		whyFirst:   "You get this mail because this address was given as that of the first Owner of %s.",
		whyAccount: "You get this mail because there is an account with this address.",
		support:    "Questions? Write to %s.",
		email:      englishEmail(),
	}
}

func dutch() words {
	return words{
		lang: "nl",
		months: []string{"januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september",
			"oktober", "november", "december"},
		days:           []string{"zondag", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag"},
		units:          [4][2]string{{"seconde", "seconden"}, {"minuut", "minuten"}, {"uur", "uur"}, {"dag", "dagen"}},
		in:             "over %d %s",
		on:             "%s %d %s %d om %02d:%02d UTC",
		by:             "%s, op %s %d %s, %02d:%02d UTC",
		greeting:       "Hallo %s,",
		invitedSubject: "Je bent uitgenodigd voor %s",
		invitedBy:      "%s nodigt je uit voor de organisatie %s.",
		invited:        "Je bent uitgenodigd voor de organisatie %s.",
		roleIs:         "Je rol wordt %s: wie die heeft, %s.",
		accept:         "Uitnodiging aannemen",
		orCopy:         "Of kopieer deze link naar je browser:",
		expires:        "De link verloopt %s.",
		notYou: "Had je dit niet verwacht, dan kun je deze mail negeren: " +
			"zonder de link wordt niemand lid in jouw naam.",
		expiredSubject:  "Je uitnodiging voor %s is verlopen",
		expiredIntro:    "Iemand heeft voor dit adres om een nieuw wachtwoord gevraagd. Er is nog geen account voor.",
		expiredOn:       "Je was uitgenodigd voor de organisatie %s, en de uitnodiging is verlopen op %s.",
		expiredAsk:      "Vraag %s, of een andere Eigenaar van %s, om een nieuwe.",
		expiredAskOwner: "Vraag een Eigenaar van %s om een nieuwe.",
		expiredNo:       "Heb jij er niet om gevraagd, dan kun je deze mail negeren.",
		resetSubject:    "Kies een nieuw wachtwoord voor %s",
		resetIntro:      "Iemand heeft voor dit adres om een nieuw wachtwoord gevraagd. Was jij dat, kies het dan hier.",
		resetButton:     "Nieuw wachtwoord kiezen",
		resetExpires:    "De link werkt één keer en verloopt %s.",
		resetNo:         "Was jij dat niet, negeer deze mail dan: je wachtwoord blijft zoals het is.",
		changedSubject:  "Je wachtwoord voor %s is gewijzigd",
		changedIntro:    "Het wachtwoord van je account is gewijzigd op %s. Iedereen die ermee was aangemeld, is afgemeld.",
		changedNo: "Was jij dat niet, vraag dan meteen een nieuw wachtwoord aan, beëindig daarbij " +
			"je API-sleutels en licht een Eigenaar van je organisatie in.",
		factors: map[string]string{
			"totp.factor_add":    "Er is een app voor eenmalige codes toegevoegd",
			"totp.factor_remove": "Je app voor eenmalige codes is verwijderd",
			"passkey.factor_add": "Er is een passkey toegevoegd", "passkey.factor_remove": "Er is een passkey verwijderd",
			"recovery_codes.factor_add": "Je herstelcodes zijn vervangen",
			"factors.reset":             "Je tweede factoren zijn verwijderd", "account.erase": "Je account is verwijderd"},
		factorIntro: map[string]string{
			"totp.factor_add":           "Aan je account is op %s een app voor eenmalige codes toegevoegd.",
			"totp.factor_remove":        "Van je account is op %s de app voor eenmalige codes verwijderd.",
			"passkey.factor_add":        "Aan je account is op %s een passkey toegevoegd. Die meldt aan zonder wachtwoord.",
			"passkey.factor_remove":     "Van je account is op %s een passkey verwijderd.",
			"recovery_codes.factor_add": "De herstelcodes van je account zijn op %s vervangen. De vorige werken niet meer.",
			"factors.reset":             "Je tweede factoren zijn op %s verwijderd door de beheerder. Voeg nieuwe toe.",
			"account.erase":             "Je account is op %s verwijderd, met alles wat organisaties van je hadden."},
		factorNo: "Was jij dat niet, kies dan een nieuw wachtwoord, beëindig alle andere sessies, bekijk in je profiel " +
			"waarmee je je aanmeldt en licht een Eigenaar van je organisatie in.",
		whyInvited: "Je krijgt deze mail omdat een Eigenaar van %s dit adres heeft uitgenodigd.",
		whyFirst:   "Je krijgt deze mail omdat dit adres is opgegeven als dat van de eerste Eigenaar van %s.",
		whyAccount: "Je krijgt deze mail omdat er een account met dit adres is.",
		support:    "Vragen? Mail naar %s.",
		email:      dutchEmail(),
	}
}

func englishDevice(w *words) {
	w.deviceSubject = "New sign-in to your account for %s"
	w.deviceIntro = "Somebody signed in to your account on %s, in a browser that was not used for it before."
	w.device = "Browser: %s."
	w.deviceUnknown = "unknown"
	w.deviceYou = "If it was you, there is nothing to do."
	w.deviceNo = "If it was not you, set a new password at once, which ends all sessions, and end your API keys as you " +
		"set it. Then look at the sign-ins in your profile, and tell an Owner of your organization."
}

func dutchDevice(w *words) {
	w.deviceSubject = "Nieuwe aanmelding bij je account voor %s"
	w.deviceIntro = "Iemand heeft zich op %s bij je account aangemeld in een browser die daar nog niet voor is gebruikt."
	w.device = "Browser: %s."
	w.deviceUnknown = "onbekend"
	w.deviceYou = "Was jij dat, dan hoef je niets te doen."
	w.deviceNo = "Was jij dat niet, kies dan meteen een nieuw wachtwoord, dat alle sessies beëindigt, en beëindig " +
		"daarbij je API-sleutels. Bekijk daarna de aanmeldingen in je profiel en licht een Eigenaar van je organisatie in."
}
