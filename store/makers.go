package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"deskhand/helpdesk"
	"deskhand/helpdesk/community"
)

const (
	makerColumns = `person_id, name, state, reason, found_at, asked_at, joined_at, changed_at, tries, version, welcomed_at`
	makerWidth   = 11 // columns

	insertMakers = `INSERT INTO makers (` + makerColumns + `) VALUES `
	unlessKnown  = ` ON CONFLICT DO NOTHING`

	// Both write nothing unless the maker has the version before; 0 is of one who is in no entry.
	firstMaker = insertMakers + `($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)` + unlessKnown
	nextMaker  = `UPDATE makers SET (` + makerColumns + `) = ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
WHERE person_id = $1 AND version = $10 - 1`

	decisionColumns = `person_id, at, from_state, to_state, decided_by, reason`
	appendDecision  = `INSERT INTO maker_decisions (` + decisionColumns + `, version) VALUES ($1, $2, $3, $4, $5, $6, $7)`

	selectMakers = `SELECT ` + makerColumns + ` FROM makers `
	makerByID    = selectMakers + `WHERE person_id = $1`
	makerCounts  = `SELECT state, max(asked_at), max(welcomed_at), max(tries), count(*) FROM makers
GROUP BY state, asked_at > 0, welcomed_at > 0, tries > 0`
	decisionsOf = `SELECT ` + decisionColumns + ` FROM maker_decisions WHERE person_id = $1 ORDER BY version`

	// unreached is community.Entry.Unreached.
	unreached = `(m.state = '` + string(community.Failed) + `' OR m.tries > 0
AND (m.state = '` + string(community.Inviting) + `' OR m.state = '` + string(community.Asked) + `' AND m.asked_at = 0))`
	invitedSince = `SELECT count(DISTINCT CASE WHEN NOT ` + unreached + ` THEN m.person_id END),
count(DISTINCT CASE WHEN ` + unreached + ` AND d.at >= $1 THEN m.person_id END)
FROM maker_decisions d JOIN makers m ON m.person_id = d.person_id
WHERE d.to_state IN ('` + string(community.Asked) + `', '` + string(community.Inviting) + `')
AND d.from_state = '` + string(community.Found) + `' AND d.decided_by = '` + community.Deskhand + `'
AND (d.at >= $1 OR m.asked_at >= $1 OR m.asked_at = 0 AND m.joined_at >= $1)`

	forgetMaker     = `DELETE FROM makers WHERE person_id = $1`
	forgetDecisions = `DELETE FROM maker_decisions WHERE person_id = $1`
)

// makerFields are the fields in the order of makerColumns, for use as arguments and for scanning.
func makerFields(e *community.Entry) []any {
	return []any{
		&e.PersonID, &e.Name, &e.State, &e.Reason, (*stamp)(&e.FoundAt), (*stamp)(&e.AskedAt), (*stamp)(&e.JoinedAt),
		(*stamp)(&e.ChangedAt), &e.Tries, &e.Version, (*stamp)(&e.WelcomedAt),
	}
}

// decisionFields are the fields in the order of decisionColumns, for use as arguments and for scanning.
func decisionFields(d *community.Decision) []any {
	return []any{&d.PersonID, (*stamp)(&d.At), &d.From, &d.To, &d.By, &d.Reason}
}

// Maker returns what the ledger says about a person, or helpdesk.ErrNotFound.
func (s *Store) Maker(ctx context.Context, personID string) (community.Entry, error) {
	var entry community.Entry
	err := s.read.scanOne(ctx, makerByID, []any{personID}, makerFields(&entry))
	if errors.Is(err, sql.ErrNoRows) {
		return community.Entry{}, noMaker(personID)
	}
	if err != nil {
		return community.Entry{}, fmt.Errorf("reading the ledger about %s: %w", personID, err)
	}
	return entry, nil
}

// noMaker is helpdesk.ErrNotFound in the words of the ledger.
type noMaker string

func (m noMaker) Error() string { return "the ledger has no maker " + string(m) }

func (noMaker) Is(target error) bool { return target == helpdesk.ErrNotFound }

// Makers lists the makers in one of the states, or in any when none is named, in the database's order of their ids, from
// the one after a given id and up to a limit. "" is before all.
func (s *Store) Makers(ctx context.Context, states []community.State, after string, limit int) ([]community.Entry, error) {
	query, args := selectMakers+`WHERE person_id > $1`, []any{after, limit}
	if len(states) > 0 {
		for _, state := range states {
			args = append(args, state)
		}
		query += ` AND state IN ` + tuple(3, len(states))
	}
	makers, err := scanAll(ctx, s.read, query+` ORDER BY person_id LIMIT $2`, args, func(scan scanner) (e community.Entry, err error) {
		err = scan(makerFields(&e)...)
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading the ledger: %w", err)
	}
	return makers, nil
}

// tuple writes n parameters from a number on: ($3, $4, $5).
func tuple(from, n int) string {
	params := make([]string, n)
	for i := range params {
		params[i] = "$" + strconv.Itoa(from+i)
	}
	return "(" + strings.Join(params, ", ") + ")"
}

// SaveMaker stores an entry and the decision that made it so, and returns the entry with its new version. e.Version is the
// one that was read, 0 for a maker who is in no entry yet; when another is stored, nothing is written and the error is
// helpdesk.ErrConflict. The decision is the entry's, whoever it names.
func (s *Store) SaveMaker(ctx context.Context, e community.Entry, d community.Decision) (community.Entry, error) {
	statement := nextMaker
	if e.Version == 0 {
		statement = firstMaker
	}
	e.Version++
	d.PersonID = e.PersonID
	err := s.transact(ctx, s.durable, func(tx *sql.Tx) error {
		if changed, err := wrote(tx.ExecContext(ctx, statement, makerFields(&e)...)); err != nil {
			return err
		} else if !changed {
			return helpdesk.ErrConflict
		}
		_, err := tx.ExecContext(ctx, appendDecision, append(decisionFields(&d), e.Version)...)
		return err
	})
	if err != nil {
		return community.Entry{}, fmt.Errorf("writing about %s in the ledger: %w", e.PersonID, err)
	}
	return e, nil
}

// MakerCounts says how many makers stand where. What holds for nobody is left out.
func (s *Store) MakerCounts(ctx context.Context) (map[community.Why]int, error) {
	counts := map[community.Why]int{}
	_, err := scanAll(ctx, s.read, makerCounts, nil, func(scan scanner) (e community.Entry, err error) {
		var makers int
		err = scan(&e.State, (*stamp)(&e.AskedAt), (*stamp)(&e.WelcomedAt), &e.Tries, &makers)
		counts[e.Standing()] += makers
		return e, err
	})
	if err != nil {
		return nil, fmt.Errorf("counting the makers: %w", err)
	}
	return counts, nil
}

// Invited says how many makers whom Deskhand chose were asked or added at or after a moment, or are about to be, and how many
// were chosen then and could not be reached. Who said yes when asked, joined of their own accord or was invited by an
// administrator's word does not count.
func (s *Store) Invited(ctx context.Context, since time.Time) (today community.Today, err error) {
	if err := s.read.scanOne(ctx, invitedSince, []any{stamp(since)}, []any{&today.Invited, &today.Unreached}); err != nil {
		return community.Today{}, fmt.Errorf("counting the invitations: %w", err)
	}
	return today, nil
}

// MakerHistory returns what was decided about a person, the oldest first.
func (s *Store) MakerHistory(ctx context.Context, personID string) ([]community.Decision, error) {
	history, err := scanAll(ctx, s.read, decisionsOf, []any{personID}, func(scan scanner) (d community.Decision, err error) {
		err = scan(decisionFields(&d)...)
		return d, err
	})
	if err != nil {
		return nil, fmt.Errorf("reading what was decided about %s: %w", personID, err)
	}
	return history, nil
}

// ForgetMaker removes all that the ledger says about a person. It reports false when that is nothing.
func (s *Store) ForgetMaker(ctx context.Context, personID string) (known bool, err error) {
	err = s.transact(ctx, s.durable, func(tx *sql.Tx) error {
		if _, err := tx.ExecContext(ctx, forgetDecisions, personID); err != nil {
			return err
		}
		known, err = wrote(tx.ExecContext(ctx, forgetMaker, personID))
		return err
	})
	if err != nil {
		return false, fmt.Errorf("forgetting %s: %w", personID, err)
	}
	return known, nil
}

const (
	// foundTogether is how many makers one transaction stores: many enough to be quick, few enough that nobody who waits for
	// the database notices.
	foundTogether = 1000
	// foundAtOnce is how many one statement stores. PostgreSQL would take more of them at once; SQLite looks for each
	// parameter among all others.
	foundAtOnce = 25
)

// FindMakers stores those makers who are in no entry yet, each as given and with its first version, and says how many they
// were. It may be called again with the same, as after a failure in the middle.
func (s *Store) FindMakers(ctx context.Context, found []community.Entry) (added int, err error) {
	for batch := range slices.Chunk(found, foundTogether) {
		together := 0
		err := s.transact(ctx, s.durable, func(tx *sql.Tx) error {
			together = 0
			for few := range slices.Chunk(batch, foundAtOnce) {
				n, err := findMakers(ctx, tx, few)
				if err != nil {
					return err
				}
				together += n
			}
			return nil
		})
		if err != nil {
			return added, fmt.Errorf("writing those who were found into the ledger: %w", err)
		}
		added += together
	}
	return added, nil
}

func findMakers(ctx context.Context, tx *sql.Tx, found []community.Entry) (added int, err error) {
	rows := make([]string, 0, len(found))
	args := make([]any, 0, len(found)*makerWidth)
	for _, entry := range found {
		entry.Version = 1
		rows = append(rows, tuple(len(args)+1, makerWidth))
		args = append(args, makerFields(&entry)...)
	}
	result, err := tx.ExecContext(ctx, insertMakers+strings.Join(rows, ", ")+unlessKnown, args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	return int(n), err
}
