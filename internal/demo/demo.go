// Package demo makes up a hospital to try the program with: people, rooms,
// prices, and some forty patients in every stage of the flow. It goes through
// the same acts as everybody else, on a clock of its own that runs through the
// last six days.
package demo

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"talaan/internal/app"
	"talaan/internal/authz"
	"talaan/internal/clock"
	"talaan/internal/hospital"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

// SignIn is a user of the demo hospital.
type SignIn struct {
	Role     authz.Role
	UserID   string
	Password string
}

const password = "talaan-demo" //nolint:gosec // printed for everybody to use

// SignIns lists one user for each role.
func SignIns() []SignIn {
	out := []SignIn{}
	for _, p := range people {
		if p.shown {
			out = append(out, SignIn{p.role, p.userID, password})
		}
	}
	return out
}

// marker is the series that shows that a database holds the demo hospital.
const marker = "demo hospital"

// ErrNotDemo says that the database holds something else.
var ErrNotDemo = errors.New("this data folder holds a hospital of its own; give the demo an empty folder")

// maker makes the hospital.
type maker struct {
	*app.App
	clock    *clock.Fake
	rand     *rand.Rand
	callers  map[string]authz.Caller
	doctors  map[string][]int64 // by department
	services []int64
	rooms    []int64
	events   []event
}

// event is something that happens at a moment.
type event struct {
	at time.Time
	do func(ctx context.Context) error
}

// Fill makes the demo hospital in an empty database; in one that holds it
// already it does nothing. The clock of config tells which days were the last.
func Fill(ctx context.Context, config app.Config) error {
	if config.Clock == nil {
		config.Clock = clock.System{}
	}
	now := config.Clock.Now()
	fake := clock.NewFake(now.Add(-6 * 24 * time.Hour))
	config.Clock = fake
	source := rand.NewChaCha8([32]byte{7})
	config.Random = source
	a, err := app.Open(ctx, config)
	if err != nil {
		return err
	}
	random := rand.New(source) //nolint:gosec // a made-up hospital shall be the same each time
	m := &maker{App: a, clock: fake, rand: random, callers: map[string]authz.Caller{}, doctors: map[string][]int64{}}
	return errors.Join(m.fill(ctx, now), a.Close())
}

func (m *maker) fill(ctx context.Context, now time.Time) error {
	ctx = authz.With(ctx, authz.System("demo"))
	made, err := m.begin(ctx)
	if err != nil || made {
		return err
	}
	if err := m.house(ctx); err != nil {
		return err
	}
	m.plan(now)
	m.counter(now)
	slices.SortStableFunc(m.events, func(a, b event) int { return a.at.Compare(b.at) })
	for _, e := range m.events {
		m.clock.Set(e.at)
		if err := e.do(ctx); err != nil {
			return fmt.Errorf("at %s: %w", e.at.Format(time.RFC3339), err)
		}
	}
	m.clock.Set(now)
	if err := m.Billing.Tick(ctx); err != nil {
		return err
	}
	return m.act(ctx, func(ctx context.Context, tx *sqldb.Tx) error {
		_, err := tx.Next(ctx, marker)
		return err
	})
}

// begin reports whether the demo hospital was made before.
func (m *maker) begin(ctx context.Context) (bool, error) {
	made := false
	err := m.DB.View(ctx, func(tx *sqldb.Tx) error {
		n, err := sqldb.All[int64](ctx, tx, `SELECT value FROM counters WHERE name = ?`, marker)
		if err != nil {
			return err
		}
		made = len(n) > 0
		users, err := sqldb.One[int64](ctx, tx, `SELECT COUNT(*) FROM users`)
		if err == nil && users > 0 && !made {
			return ErrNotDemo
		}
		return err
	})
	return made, err
}

// act runs f in one transaction as whoever ctx carries.
func (m *maker) act(ctx context.Context, f func(context.Context, *sqldb.Tx) error) error {
	return m.DB.InTx(ctx, func(tx *sqldb.Tx) error { return f(ctx, tx) })
}

// as returns ctx for a user of the hospital.
func (m *maker) as(ctx context.Context, userID string) context.Context {
	return authz.With(ctx, m.callers[userID])
}

// staffHouse makes the users; all share one password, so it is hashed once.
func (m *maker) staffHouse(ctx context.Context, tx *sqldb.Tx, hash string, departments map[string]int64) error {
	for _, p := range people {
		f := staff.UserFields{UserID: p.userID, GivenName: p.given, FamilyName: p.family, Roles: []authz.Role{p.role}, Specialisation: p.specialisation}
		if p.department != "" {
			id := departments[p.department]
			f.DepartmentID = &id
		}
		u, err := staff.CreateUser(ctx, tx, f, hash)
		if err != nil {
			return err
		}
		m.callers[p.userID] = authz.Caller{ID: u.ID, UserID: u.UserID, Name: u.Name, Roles: u.Roles}
		if p.role == authz.Doctor {
			m.doctors[p.department] = append(m.doctors[p.department], u.ID)
		}
	}
	return hospital.SetName(ctx, tx, "Mabuhay General Hospital (demo)")
}
