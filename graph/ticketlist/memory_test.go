package ticketlist_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"deskhand/helpdesk"
)

// memory keeps what the store keeps, and can fail as a process does that is stopped between two things.
type memory struct {
	mu      sync.Mutex
	ids     int
	tickets []helpdesk.Ticket
	events  []helpdesk.Event
	jobs    []helpdesk.Job
	mirrors map[string]helpdesk.Mirror
	cursors map[string]string
	leases  map[string]lease
	now     func() time.Time

	stopAt  func(step string) bool // whether the process is stopped before it
	stopped bool                   // and can't write anything until another is started
}

type lease struct {
	holder string
	until  time.Time
}

var errStopped = errors.New("the process was stopped")

func newMemory(now func() time.Time) *memory {
	return &memory{
		now:     now,
		mirrors: map[string]helpdesk.Mirror{}, cursors: map[string]string{}, leases: map[string]lease{},
		stopAt: func(string) bool { return false },
	}
}

// step locks the memory for something that is about to be done.
func (m *memory) step(name string) (unlock func(), err error) {
	m.mu.Lock()
	if m.stopped = m.stopped || m.stopAt(name); m.stopped {
		m.mu.Unlock()
		return nil, errStopped
	}
	return m.mu.Unlock, nil
}

func (m *memory) revive() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.stopped = false
}

func (m *memory) newID() string {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ids++
	return fmt.Sprintf("id-%04d", m.ids)
}

func (m *memory) InsertTicket(
	_ context.Context, ticket helpdesk.Ticket, events func(helpdesk.Ticket) ([]helpdesk.Event, []helpdesk.Job),
) (helpdesk.Ticket, bool, error) {
	m.mu.Lock()
	ticket.Number = int64(len(m.tickets) + 1)
	m.tickets = append(m.tickets, ticket)
	m.mu.Unlock()
	facts, jobs := events(ticket)
	m.mu.Lock()
	defer m.mu.Unlock()
	m.events, m.jobs = append(m.events, facts...), append(m.jobs, jobs...)
	return ticket, true, nil
}

func (m *memory) UpdateTicket(
	_ context.Context, ticket helpdesk.Ticket, events []helpdesk.Event, jobs []helpdesk.Job,
) (helpdesk.Ticket, error) {
	unlock, err := m.step("act")
	if err != nil {
		return helpdesk.Ticket{}, err
	}
	defer unlock()
	kept := &m.tickets[ticket.Number-1]
	if kept.Version != ticket.Version {
		return helpdesk.Ticket{}, helpdesk.ErrConflict
	}
	ticket.Version++
	*kept = ticket
	m.events, m.jobs = append(m.events, events...), append(m.jobs, jobs...)
	return ticket, nil
}

func (m *memory) TicketByID(_ context.Context, id string) (helpdesk.Ticket, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, ticket := range m.tickets {
		if ticket.ID == id {
			return ticket, nil
		}
	}
	return helpdesk.Ticket{}, helpdesk.ErrNotFound
}

func (m *memory) TicketByNumber(_ context.Context, number int64) (helpdesk.Ticket, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if number < 1 || number > int64(len(m.tickets)) {
		return helpdesk.Ticket{}, helpdesk.ErrNotFound
	}
	return m.tickets[number-1], nil
}

func (m *memory) ListTickets(context.Context, helpdesk.Filter) ([]helpdesk.Ticket, error) {
	return nil, nil
}

func (m *memory) TicketEvents(_ context.Context, ticketID string) ([]helpdesk.Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var events []helpdesk.Event
	for _, event := range m.events {
		if event.TicketID == ticketID {
			events = append(events, event)
		}
	}
	return events, nil
}

func (m *memory) Mirror(_ context.Context, ticketID string) (helpdesk.Mirror, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	kept, ok := m.mirrors[ticketID]
	if !ok {
		return kept, helpdesk.ErrNotFound
	}
	kept.Agreed = maps.Clone(kept.Agreed)
	return kept, nil
}

func (m *memory) MirrorByItem(_ context.Context, itemID string) (helpdesk.Mirror, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, kept := range m.mirrors {
		if kept.ItemID == itemID && itemID != "" {
			return kept, nil
		}
	}
	return helpdesk.Mirror{}, helpdesk.ErrNotFound
}

func (m *memory) SaveMirror(_ context.Context, saved helpdesk.Mirror) (helpdesk.Mirror, error) {
	unlock, err := m.step("save mirror")
	if err != nil {
		return helpdesk.Mirror{}, err
	}
	defer unlock()
	if m.mirrors[saved.TicketID].Version != saved.Version {
		return helpdesk.Mirror{}, helpdesk.ErrConflict
	}
	saved.Version++
	saved.Agreed = maps.Clone(saved.Agreed)
	m.mirrors[saved.TicketID] = saved
	return saved, nil
}

func (m *memory) Mirrors(_ context.Context, after string, limit int) ([]helpdesk.Mirror, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []helpdesk.Mirror
	for _, id := range slices.Sorted(maps.Keys(m.mirrors)) {
		if id > after && len(all) < limit {
			all = append(all, m.mirrors[id])
		}
	}
	return all, nil
}

func (m *memory) Unmirrored(_ context.Context, since time.Time, limit int) ([]helpdesk.Ticket, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var all []helpdesk.Ticket
	for _, ticket := range m.tickets {
		kept, ok := m.mirrors[ticket.ID]
		lags := ok && !kept.Gone && kept.Sent < ticket.Version || !ok && (ticket.Status.Open() || !ticket.OpenedAt.Before(since))
		if lags && len(all) < limit {
			all = append(all, ticket)
		}
	}
	return all, nil
}

func (m *memory) Cursor(_ context.Context, name string) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.cursors[name], nil
}

func (m *memory) SaveCursor(_ context.Context, name, value string) error {
	unlock, err := m.step("save " + strings.SplitN(name, ":", 2)[0])
	if err != nil {
		return err
	}
	defer unlock()
	m.cursors[name] = value
	return nil
}

func (m *memory) Hold(_ context.Context, name, holder string, lasts time.Duration) (bool, error) {
	unlock, err := m.step("hold")
	if err != nil {
		return false, err
	}
	defer unlock()
	if held, ok := m.leases[name]; ok && held.holder != holder && held.until.After(m.now()) {
		return false, nil
	}
	m.leases[name] = lease{holder, m.now().Add(lasts)}
	return true, nil
}

func (m *memory) Release(_ context.Context, name, holder string) error {
	unlock, err := m.step("release")
	if err != nil {
		return err
	}
	defer unlock()
	if m.leases[name].holder == holder {
		delete(m.leases, name)
	}
	return nil
}

// polled reports whether the list has been looked through.
func (m *memory) polled() bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	for name := range m.cursors {
		if strings.HasPrefix(name, "ticketlist.changes") {
			return true
		}
	}
	return false
}
