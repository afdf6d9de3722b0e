// Package talaantest sets up a hospital for a test: a migrated database on
// either engine, a clock that stands still, a server, and a user for each role.
package talaantest

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"talaan/internal/app"
	"talaan/internal/authz"
	"talaan/internal/clock"
	"talaan/internal/department"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
)

// Start is when the clock of every test hospital stands at first: 10:00 in Manila.
var Start = time.Date(2026, 6, 15, 2, 0, 0, 0, time.UTC)

// Password is every test user's.
const Password = "correct horse battery"

// Hospital is a running hospital.
type Hospital struct {
	*app.App
	T      testing.TB
	Clock  *clock.Fake
	Engine sqldb.Engine
	URL    string // of the server
	Log    *Log

	departments map[string]int64
	users       map[string]staff.User
	mu          sync.Mutex
	clients     map[string]*Client
}

// Option changes how a hospital is set up.
type Option func(*app.Config)

// BillingUnit sets the bed meter's unit.
func BillingUnit(d time.Duration) Option {
	return func(c *app.Config) { c.BillingUnit = d }
}

// Sessions sets when sessions end; without it they outlast every test.
func Sessions(o staff.Options) Option {
	return func(c *app.Config) { c.Sessions = o }
}

// ages is longer than any test moves its clock.
const ages = 50 * 365 * 24 * time.Hour

// Each runs f as a parallel subtest on every engine, each with a hospital of its own.
func Each(t *testing.T, f func(t *testing.T, h *Hospital), opts ...Option) {
	t.Helper()
	for _, e := range []sqldb.Engine{sqldb.SQLite, sqldb.MySQL} {
		t.Run(string(e), func(t *testing.T) {
			t.Parallel()
			f(t, New(t, e, opts...))
		})
	}
}

var cheapPasswords = sync.OnceValues(func() (string, error) {
	staff.SetCost(staff.Cost{MemoryKiB: 8, Passes: 1, Threads: 1})
	return staff.HashPassword(context.Background(), Password)
})

// New sets up a hospital on one engine; it ends with the test.
func New(t testing.TB, engine sqldb.Engine, opts ...Option) *Hospital {
	t.Helper()
	hash, err := cheapPasswords()
	Must(t, err)
	h := &Hospital{
		T: t, Clock: clock.NewFake(Start), Engine: engine, Log: &Log{},
		departments: map[string]int64{}, users: map[string]staff.User{}, clients: map[string]*Client{},
	}
	config := app.Config{Data: t.TempDir(), Database: newHouse(t, engine), Sessions: staff.Options{Idle: ages, Absolute: ages}, Clock: h.Clock, Log: slog.New(slog.NewTextHandler(h.Log, nil))}
	for _, o := range opts {
		o(&config)
	}
	h.App, err = app.Open(t.Context(), config)
	Must(t, err)
	server := httptest.NewServer(h.Handler())
	h.URL = server.URL
	t.Cleanup(func() {
		server.Close()
		if err := h.Close(); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	h.staffHouse(hash)
	return h
}

// staffHouse makes one user of each role, named as the role in lower case. The
// doctor belongs to Internal Medicine, a second one, surgeon, to Surgery.
func (h *Hospital) staffHouse(hash string) {
	h.T.Helper()
	ctx := authz.With(h.T.Context(), authz.System("test"))
	Must(h.T, h.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		clear(h.departments)
		if _, err := department.Departments.Create(ctx, tx, department.DepartmentFields{Name: "Surgery"}); err != nil {
			return err
		}
		all, err := department.Departments.List(ctx, tx)
		if err != nil {
			return err
		}
		for _, d := range all {
			h.departments[d.Name] = d.ID
		}
		medicine, surgery := h.departments["Internal Medicine"], h.departments["Surgery"]
		for _, r := range authz.Roles() {
			f := staff.UserFields{UserID: strings.ToLower(string(r)), GivenName: "Test", FamilyName: string(r), Roles: []authz.Role{r}}
			if r == authz.Doctor {
				f.DepartmentID = &medicine
			}
			if h.users[f.UserID], err = staff.CreateUser(ctx, tx, f, hash); err != nil {
				return err
			}
		}
		h.users["surgeon"], err = staff.CreateUser(ctx, tx, staff.UserFields{UserID: "surgeon", GivenName: "Test", FamilyName: "Surgeon", Roles: []authz.Role{authz.Doctor}, DepartmentID: &surgery}, hash)
		return err
	}))
}

// Department returns the id of a department: Internal Medicine (the default) or Surgery.
func (h *Hospital) Department(name string) int64 { return h.departments[name] }

// User returns a user: admin, doctor, surgeon, nurse, coder, teller, receptionist.
func (h *Hospital) User(userID string) staff.User { return h.users[userID] }

// As returns a context in which the user acts, for calling areas directly.
func (h *Hospital) As(userID string) context.Context {
	u := h.users[userID]
	return authz.With(h.T.Context(), authz.Caller{ID: u.ID, UserID: u.UserID, Name: u.Name, Roles: u.Roles, Granted: u.Permissions})
}

// Tx runs f in one transaction as the user and returns its error.
func (h *Hospital) Tx(userID string, f func(ctx context.Context, tx *sqldb.Tx) error) error {
	ctx := h.As(userID)
	return h.DB.InTx(ctx, func(tx *sqldb.Tx) error { return f(ctx, tx) })
}

// Must ends the test on an error.
func Must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// Log keeps what the program logs, for tests that look at it.
type Log struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (l *Log) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(b)
}

// String returns everything logged so far.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

var _ io.Writer = (*Log)(nil)

// migrated is the file of a SQLite database of today's schema without a row of
// its own, made once for all tests of a program.
var migrated = sync.OnceValues(func() (_ []byte, err error) {
	dir, err := os.MkdirTemp("", "talaan-schema-")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ctx := context.Background()
	path := filepath.Join(dir, "talaan.db")
	db, err := sqldb.Open(ctx, "sqlite:"+path, clock.NewFake(Start))
	if err != nil {
		return nil, err
	}
	if err := errors.Join(db.Migrate(ctx), db.Close()); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// newHouse returns the address of the database of a new hospital.
func newHouse(t testing.TB, engine sqldb.Engine) string {
	t.Helper()
	url := EmptyDatabase(t, engine)
	if path, ok := strings.CutPrefix(url, "sqlite:"); ok {
		file, err := migrated()
		Must(t, err)
		Must(t, os.WriteFile(path, file, 0o600))
	}
	return url
}

// EmptyDatabase returns the address of an empty database that ends with the test.
func EmptyDatabase(t testing.TB, engine sqldb.Engine) string {
	t.Helper()
	if engine == sqldb.SQLite {
		return "sqlite:" + filepath.Join(t.TempDir(), "talaan.db")
	}
	return fmt.Sprintf("mysql://root@%s/%s", mariaDB(t).address, newDatabase(t))
}

// Run is the TestMain of a package whose property tests drive whole hospitals on
// both engines: they take 40 rounds of a property instead of 100, as every run
// draws new ones; -rapid.checks asks for more.
func Run(m *testing.M) {
	if err := flag.Set("rapid.checks", "40"); err != nil {
		panic(err)
	}
	m.Run()
}
