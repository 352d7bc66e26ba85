package bot

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"deskhand/helpdesk"
	"deskhand/internal/locale"
)

const (
	platform  = "words.service.platform"  // the service that stands for all of them
	unwatched = "words.service.unwatched" // those of which Microsoft's reports are not followed here
)

// serviceNames are what the services are called, in every language, by the keys of what people call them.
var serviceNames = map[string]string{
	platform: "Power Platform", "words.service.apps": "Power Apps", "words.service.automate": "Power Automate",
	"words.service.pages": "Power Pages", "words.service.dataverse": "Dataverse", "words.service.copilot": "Copilot Studio",
	"words.service.dynamics": "Dynamics 365",
}

// theService is where a service is named, in a phrase of the catalogues and in what somebody said.
const theService = "…"

// thingKeys name what people build with a service, and then call by another name.
var thingKeys = map[string]string{
	"words.service.apps": "words.thing.apps", "words.service.automate": "words.thing.automate",
	"words.service.copilot": "words.thing.copilot",
}

// outageWords are how people ask whether a service is down and say that it is, in every language at once.
type outageWords struct {
	asked, reported map[string]bool     // whole messages
	asides          []string            // that change nothing about them: "right now", "for everyone"
	names           map[string]string   // what people and Microsoft call a service, to its key
	longest         []string            // the names, the longest first
	elsewhere       map[string]string   // what services are called that nobody here watches, to how that is written
	others          []string            // those names, the longest first
	and             []string            // between two services
	things          map[string][]string // by the key of a service: what people build with it
	vocabulary      map[string]bool     // every word of all these
}

func readOutageWords(catalog *locale.Catalog) outageWords {
	w := outageWords{
		asked: map[string]bool{}, reported: map[string]bool{}, names: map[string]string{}, things: map[string][]string{},
		elsewhere: map[string]string{}, vocabulary: map[string]bool{},
	}
	written := func(key string) (phrases []string) {
		for _, language := range locale.Languages() {
			phrases = append(phrases, split(catalog.For(language).T(key))...)
		}
		return phrases
	}
	list := func(key string) []string {
		phrases := written(key)
		for i, phrase := range phrases {
			phrases[i] = normalisePhrase(phrase)
			for word := range strings.FieldsSeq(phrases[i]) {
				w.vocabulary[word] = true
			}
		}
		return phrases
	}
	w.and, w.asides = list("words.and"), list("words.outage_asides")
	for key := range serviceNames {
		for _, name := range list(key) {
			w.names[name] = key
		}
	}
	for key, things := range thingKeys {
		w.things[key] = list(things)
	}
	for i, name := range list(unwatched) {
		w.elsewhere[name] = written(unwatched)[i]
	}
	w.longest = slices.SortedFunc(maps.Keys(w.names), longestFirst)
	w.others = slices.SortedFunc(maps.Keys(w.elsewhere), longestFirst)
	slices.SortFunc(w.asides, longestFirst)
	w.learn(w.asked, list("words.outage"))
	w.learn(w.reported, list("words.outage_report"))
	return w
}

func longestFirst(a, b string) int { return cmp.Or(len(b)-len(a), cmp.Compare(a, b)) }

// learn takes up phrases. Those about a service are understood without their asides too: in others the asides are what
// makes them about outages ("problems right now").
func (w outageWords) learn(known map[string]bool, phrases []string) {
	for _, phrase := range phrases {
		known[phrase] = true
		if strings.Contains(phrase, theService) {
			known[w.withoutAsides(phrase)] = true
		}
	}
}

// normalisePhrase is a phrase of a catalogue in the form in which messages are compared with it.
func normalisePhrase(phrase string) string {
	parts := strings.Split(phrase, theService)
	for i := range parts {
		parts[i] = normalise(parts[i])
	}
	return strings.TrimSpace(strings.Join(parts, " "+theService+" "))
}

// read tells whether a message as a whole asks for outages or reports one. It would rather miss one than take a question
// for what it is not: whatever is said besides makes it a question like any other.
func (w outageWords) read(plain string) command {
	for word := range strings.FieldsSeq(plain) {
		if !w.vocabulary[word] { // nearly always soon
			return commandNone
		}
	}
	text := w.withoutNames(plain)
	for _, text := range []string{text, w.withoutAsides(text)} {
		switch {
		case w.asked[text]:
			return commandOutage
		case w.reported[text]:
			return commandReport
		}
	}
	return commandNone
}

// withoutNames puts the same word in the place of every service.
func (w outageWords) withoutNames(plain string) string {
	for _, name := range slices.Concat(w.longest, w.others) {
		plain = replaceWords(plain, name, theService)
	}
	for _, and := range w.and {
		plain = replaceWords(plain, theService+" "+and+" "+theService, theService)
	}
	return plain
}

func (w outageWords) withoutAsides(text string) string {
	for _, aside := range w.asides {
		text = replaceWords(text, aside, "")
	}
	return text
}

// replaceWords replaces whole words.
func replaceWords(text, old, with string) string {
	if !strings.Contains(text, old) { // nearly always
		return text
	}
	padded := " " + text + " "
	return strings.Join(strings.Fields(strings.ReplaceAll(padded, " "+old+" ", " "+with+" ")), " ")
}

// named are the services that a text names, and those that it names something of: an app, a flow.
func (w outageWords) named(text string) (services, things []string) {
	padded := " " + normalise(text) + " "
	for _, name := range w.longest {
		if strings.Contains(padded, " "+name+" ") {
			padded = strings.ReplaceAll(padded, " "+name+" ", " "+theService+" ")
			services = append(services, w.names[name])
		}
	}
	for key, names := range w.things {
		if slices.ContainsFunc(names, func(thing string) bool { return strings.Contains(padded, " "+thing+" ") }) {
			things = append(things, key)
		}
	}
	return services, things
}

// titles are what the services that a question names are called: those that are watched, and the others. Without any name
// it is about all that are.
func (w outageWords) titles(question string) (watched, others string) {
	services, _ := w.named(question)
	var names, elsewhere []string
	for _, key := range services {
		names = append(names, serviceNames[key])
	}
	plain := normalise(question)
	for _, name := range w.others {
		if without := replaceWords(plain, name, theService); without != plain {
			plain, elsewhere = without, append(elsewhere, w.elsewhere[name])
		}
	}
	if len(names)+len(elsewhere) == 0 {
		names = []string{serviceNames[platform]}
	}
	return enumerate(names), enumerate(elsewhere)
}

func enumerate(names []string) string {
	slices.Sort(names)
	return strings.Join(slices.Compact(names), ", ")
}

// concerning are the incidents that a question about the services that it names is about; without a name, all.
func (w outageWords) concerning(question string, going []helpdesk.Incident) []helpdesk.Incident {
	services, _ := w.named(question)
	if len(services) == 0 {
		return going
	}
	var found []helpdesk.Incident
	for _, incident := range going {
		if meets(services, w.of(incident)) {
			found = append(found, incident)
		}
	}
	return found
}

// affecting is the incident that what somebody said about their problem points to: one of a service that they name; or
// one of a service of which they name something, unless it is an advisory, which few notice.
func (w outageWords) affecting(said string, going []helpdesk.Incident) (helpdesk.Incident, bool) {
	if len(going) == 0 { // nearly always
		return helpdesk.Incident{}, false
	}
	services, things := w.named(said)
	for _, incident := range going {
		if slices.Contains(services, w.of(incident)) {
			return incident, true
		}
	}
	for _, incident := range going {
		if !incident.Advisory && meets(append(services, things...), w.of(incident)) {
			return incident, true
		}
	}
	return helpdesk.Incident{}, false
}

// of is the key of the service that an incident is about, or "" when we have no words for it.
func (w outageWords) of(incident helpdesk.Incident) string {
	services, _ := w.named(incident.Service)
	if len(services) == 0 {
		return ""
	}
	return services[0]
}

// meets reports whether a service is among those named. The platform is in all of its services, and they are in it.
func meets(named []string, service string) bool {
	if len(named) == 0 {
		return false
	}
	return service == platform || slices.Contains(named, service) || slices.Contains(named, platform)
}
