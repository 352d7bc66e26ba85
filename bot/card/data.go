package card

// Verb says what a person did on a card.
type Verb string

// The verbs of the buttons on our cards.
const (
	VerbHelped         Verb = "answer.helped"   // this helped
	VerbRejected       Verb = "answer.rejected" // not what I need
	VerbChoose         Verb = "answer.choose"   // it is this one, of several
	VerbNone           Verb = "answer.none"     // none of these
	VerbAsk            Verb = "question.ask"    // a suggested question on the welcome and help cards
	VerbQuestionElse   Verb = "question.else"   // what I said belongs to no ticket
	VerbTicketForm     Verb = "ticket.form"     // let me open a ticket
	VerbTicketOpen     Verb = "ticket.open"     // open it
	VerbTicketCancel   Verb = "ticket.cancel"   // no ticket after all
	VerbTicketList     Verb = "ticket.list"     // my tickets
	VerbTicketShow     Verb = "ticket.show"     // one ticket
	VerbTicketComment  Verb = "ticket.comment"  // add information
	VerbTicketAdd      Verb = "ticket.add"      // what I said before belongs to it
	VerbTicketWithdraw Verb = "ticket.withdraw" // never mind
	VerbTicketWorks    Verb = "ticket.works"    // what it is about works again
	VerbTicketFails    Verb = "ticket.fails"    // it does not
	VerbTicketReopen   Verb = "ticket.reopen"   // it is not solved, or was withdrawn too early
	VerbTicketRate     Verb = "ticket.rate"     // 1 to 5
	VerbCommunityYes   Verb = "community.yes"   // add me to the community
	VerbCommunityNo    Verb = "community.no"    // don't
)

// Data is what a button carries and, together with the inputs that a person filled in, what comes back when it is
// pressed. Nothing in it is trusted: ids are looked up, texts are checked, and who pressed is taken from the
// activity alone.
type Data struct {
	Verb     Verb   `json:"verb,omitempty"`  // repeated here for clients that only know Action.Submit
	Nonce    string `json:"nonce,omitempty"` // made anew for every card: the same press delivered twice has the same nonce
	Question string `json:"question,omitempty"`
	For      string `json:"for,omitempty"` // whoever the form is for, when it is about no question
	Article  string `json:"article,omitempty"`
	Language string `json:"language,omitempty"` // of the card, so that its replacement is in the same language
	Ticket   int64  `json:"ticket,omitempty"`
	Rating   int    `json:"rating,omitempty"`
	Incident string `json:"incident,omitempty"` // the disturbance that the form told of

	// The inputs of the ticket form and of "add information".
	Summary  string `json:"summary,omitempty"`
	Details  string `json:"details,omitempty"`
	Solution string `json:"solution,omitempty"`
	Impact   string `json:"impact,omitempty"`
	Urgency  string `json:"urgency,omitempty"`
	Text     string `json:"text,omitempty"`
}
