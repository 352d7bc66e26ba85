package store

import (
	"context"
	"database/sql"
	"sync"
)

// pool is a database/sql pool that prepares statements once.
type pool struct {
	*sql.DB
	local      bool // a file of this machine: one row is read before anybody could give up on it
	mu         sync.Mutex
	statements map[string]*sql.Stmt // by their SQL; closed with the pool
}

func newPool(db *sql.DB) *pool { return &pool{DB: db, statements: map[string]*sql.Stmt{}} }

// prepare returns the prepared statement for query. Inside a transaction it would wait for a connection that the
// transaction itself may hold, so it is called before one begins.
func (p *pool) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	p.mu.Lock()
	stmt, ok := p.statements[query]
	p.mu.Unlock()
	if ok {
		return stmt, nil
	}
	stmt, err := p.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if first, ok := p.statements[query]; ok { // somebody else was quicker
		return first, stmt.Close() //nolint:sqlclosecheck // deferring it changes nothing
	}
	p.statements[query] = stmt
	return stmt, nil
}

// scanOne runs a query for one row and scans it into dest. It returns sql.ErrNoRows when there is none.
func (p *pool) scanOne(ctx context.Context, query string, args, dest []any) error {
	stmt, err := p.prepare(ctx, query) //nolint:sqlclosecheck // closed with the pool
	if err != nil {
		return err
	}
	if p.local { // the driver starts a goroutine for every statement that can be cancelled
		ctx = context.WithoutCancel(ctx)
	}
	return stmt.QueryRowContext(ctx, args...).Scan(dest...)
}

// scanner scans the columns of one row.
type scanner func(dest ...any) error

// scanAll runs a query and returns what one makes of each row.
func scanAll[T any](ctx context.Context, p *pool, query string, args []any, one func(scan scanner) (T, error)) ([]T, error) {
	stmt, err := p.prepare(ctx, query) //nolint:sqlclosecheck // closed with the pool
	if err != nil {
		return nil, err
	}
	rows, err := stmt.QueryContext(ctx, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		item, err := one(rows.Scan)
		if err != nil {
			return nil, err
		}
		all = append(all, item)
	}
	return all, rows.Err()
}
