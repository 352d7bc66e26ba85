package knowledgetest

import "strings"

// voice is how one language asks and tells. All but what people ask goes into the articles.
type voice struct {
	code, ending                                      string // of made-up words, so that languages don't share them
	questions, phrasings, asked, verbs, things, small []string
}

var products = []string{
	"Power Apps", "Power Automate", "Dataverse", "Power BI", "SharePoint", "Teams", "Copilot Studio", "Power Pages",
	"Outlook", "Excel", "OneDrive", "Dynamics 365", "Entra", "Planner", "Forms", "Azure",
}

var syllables = strings.Fields(`ba be bo ca ce co da de do fa fe fi ga go ha he ka ki ko la le li lo ma me mi mo na ne ni
	no pa pe po ra re ri ro sa se si so ta te ti to va ve vi vo`)

var english = voice{
	code:   "en",
	ending: "n",
	questions: []string{
		"How do I {verb} the {thing} in {product} for {name}?", "Why can't I {verb} a {thing} of {name}?",
		"What does it take to {verb} {name} in {product}?", "Who may {verb} the {name} {thing}?",
	},
	phrasings: []string{
		"{verb} {thing} {name}", "{product} {name} {thing} does not work", "can not {verb} the {name}",
		"where do i {verb} a {thing}",
	},
	asked: []string{
		"how can I {verb} the {thing} for {name}", "I would like to {verb} our {name} {thing} in {product}",
		"{name}: the {thing} can't be found, who may {verb} it?", "hi, since this morning i can't {verb} {name} any more",
		"is it possible to {verb} a {thing} with {name}", "{name} {thing} {verb}",
	},
	verbs: strings.Fields(`open share move copy delete restore publish embed connect change create request approve cancel
		assign export import install update rename schedule stop start test trigger convert print filter sort search
		sign upload download refresh repair replace remove add hide show lock unlock extend reduce split merge`),
	things: strings.Fields(`app flow environment connector licence table column form view gateway approval connection
		report dashboard list library file folder role group permission error trigger action variable solution policy
		account password button screen gallery field record row chart page site channel message template version
		owner guest member request ticket invoice order contract customer supplier project budget expense holiday
		timesheet warehouse stock delivery payment archive backup certificate device printer phone meeting room`),
	small: strings.Fields(`the to and of a in you it is that for on with as this by be or are from at an if not have can
		when which your will one all has more them there then only its into other some after first also where before
		new any how most these each while under select open choose need use see`),
}

var norwegian = voice{
	code:   "nb",
	ending: "sk",
	questions: []string{
		"Hvordan kan jeg {verb} {thing} i {product} for {name}?", "Hvorfor får jeg ikke {verb} {thing} for {name}?",
		"Hva skal til for å {verb} {name} i {product}?", "Hvem kan {verb} {thing} i {name}?",
	},
	phrasings: []string{
		"{verb} {thing} {name}", "{product} {name} {thing} virker ikke", "får ikke {verb} {name}", "hvor kan jeg {verb} {thing}",
	},
	asked: []string{
		"hvordan får jeg {verb} {thing} for {name}", "vi trenger å {verb} {thing} i {name} gjennom {product}",
		"{name}: jeg finner ikke {thing}, hvem kan {verb}?", "hei, siden i dag får jeg ikke {verb} {name} lenger",
		"går det an å {verb} {thing} med {name}", "{name} {thing} {verb}",
	},
	verbs: strings.Fields(`åpne dele flytte kopiere slette gjenopprette publisere koble endre opprette bestille godkjenne
		avbryte tildele eksportere importere installere oppdatere planlegge stoppe starte teste utløse skrive filtrere
		sortere søke signere laste fornye reparere erstatte fjerne skjule vise låse utvide redusere dele slå`),
	things: strings.Fields(`appen flyten miljøet koblingen lisensen tabellen kolonnen skjemaet visningen gatewayen
		godkjenningen tilkoblingen rapporten listen biblioteket filen mappen rollen gruppen tillatelsen feilen handlingen
		variabelen løsningen retningslinjen kontoen passordet knappen skjermen feltet posten siden kanalen meldingen
		malen versjonen eieren gjesten medlemmet forespørselen saken fakturaen bestillingen kontrakten kunden
		leverandøren prosjektet budsjettet utlegget ferien timelisten lageret leveringen betalingen arkivet
		tilgangsforespørselen miljøvariabelen godkjenningsflyten lisensavtalen hjelpegruppen`),
	small: strings.Fields(`og i å er på det som en til av for med at den de ikke har et om var fra kan men seg vil så
		skal eller når nå der du velg åpne først også hvor før ny hvis alle mer`),
}
