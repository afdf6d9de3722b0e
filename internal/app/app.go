// Package app wires the program together: configuration, database, areas,
// server and jobs. Nothing else knows all of them.
package app

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"time"
	_ "time/tzdata" // Windows has no time zone database of its own

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"talaan/internal/audit"
	"talaan/internal/backup"
	"talaan/internal/billing"
	"talaan/internal/chart"
	"talaan/internal/clock"
	"talaan/internal/department"
	"talaan/internal/encounter"
	"talaan/internal/hospital"
	"talaan/internal/httpapi"
	"talaan/internal/icd"
	"talaan/internal/jobs"
	"talaan/internal/keyring"
	"talaan/internal/lab"
	"talaan/internal/lantls"
	"talaan/internal/live"
	"talaan/internal/media"
	"talaan/internal/media/blob"
	"talaan/internal/patient"
	"talaan/internal/patientcsv"
	"talaan/internal/privacy"
	"talaan/internal/report"
	"talaan/internal/sqldb"
	"talaan/internal/staff"
	"talaan/internal/ward"
	"talaan/web"
)

// Version is the program's; the build sets it.
var Version = "development"

// Config says how to run. Zero values mean the defaults.
type Config struct {
	Data        string        // folder of everything the program keeps
	Listen      string        // address, like :8080
	Database    string        // sqlite: (in Data) or mysql://user:pass@host:port/name
	Media       string        // folder: (media in Data) or s3://host/bucket
	KeyFile     string        // the program's secret; secret.key in Data
	AuditHeads  string        // a file outside Data that also keeps the heads of the audit trail; none
	BillingUnit time.Duration // of the bed meter; an hour
	Timezone    string        // of the hospital; Asia/Manila
	TLS         string        // off, auto, or CERT,KEY; off
	TLSNames    []string      // more names of the server, for its certificate
	Clock       clock.Clock
	Random      io.Reader
	Log         *slog.Logger
	Sessions    staff.Options
}

// App is a program that is ready to serve.
type App struct {
	DB         *sqldb.DB
	Keys       *keyring.Ring
	API        *httpapi.API
	Staff      *staff.Staff
	Patients   *patient.Patients
	Encounters *encounter.Encounters
	Billing    *billing.Billing
	Media      *media.Library
	Laboratory *lab.Laboratory
	Trail      *audit.Chain
	Exports    *report.Exports
	Backups    *backup.Backups

	config  Config
	use     *inUse
	mark    string    // of the state that was opened
	turns   chan turn // at most one of the restore, and one of the mark
	hub     *live.Hub
	tls     *lantls.Keeper
	handler http.Handler
	paths   []string // that are not of the API
}

// Open opens the database, brings its schema up to date and wires the areas.
// A restore that was interrupted is brought to its end first.
func Open(ctx context.Context, c Config) (*App, error) {
	c = c.withDefaults()
	use, err := c.use()
	if err != nil {
		return nil, err
	}
	a, err := open(ctx, c)
	if err != nil {
		return nil, errors.Join(err, use.letGo())
	}
	a.use = use
	return a, nil
}

func open(ctx context.Context, c Config) (*App, error) {
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return nil, fmt.Errorf("time zone %q is not known; write one like Asia/Manila", c.Timezone)
	}
	if c.BillingUnit < time.Second || c.BillingUnit%time.Second != 0 {
		return nil, fmt.Errorf("billing unit %s: write whole seconds, 1s or more, like 1h", c.BillingUnit)
	}
	db, err := openDatabase(ctx, c)
	if err != nil {
		return nil, err
	}
	if err := backup.FinishKeys(ctx, db, c.Data); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	mark, err := backup.Mark(ctx, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	keys, err := openKeys(ctx, db, c)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	a := &App{DB: db, Keys: keys, config: c, hub: live.NewHub(), mark: mark, turns: make(chan turn, 2)}
	if a.tls, err = openTLS(c); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if err := a.openMedia(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	db.OnCommit(func(changes []live.Change) {
		a.hub.Publish(changes)
		a.Media.Noticed(changes)
	})
	if err := a.wire(ctx, zone); err != nil {
		return nil, errors.Join(err, a.Close())
	}
	return a, nil
}

func (c Config) withDefaults() Config {
	if c.BillingUnit == 0 {
		c.BillingUnit = time.Hour
	}
	if c.Timezone == "" {
		c.Timezone = "Asia/Manila"
	}
	if c.Clock == nil {
		c.Clock = clock.System{}
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Log == nil {
		c.Log = slog.Default()
	}
	return c
}

func openDatabase(ctx context.Context, c Config) (*sqldb.DB, error) {
	url := c.Database
	if url == "" || url == "sqlite:" {
		path, err := c.sqliteFile()
		if err != nil {
			return nil, err
		}
		if err := makePrivate(path); err != nil {
			return nil, fmt.Errorf("make the database file: %w", err)
		}
		url = "sqlite:" + path
	}
	db, err := sqldb.Open(ctx, url, c.Clock)
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// openKeys finds the program's secret, and makes it for a new database.
func openKeys(ctx context.Context, db *sqldb.DB, c Config) (*keyring.Ring, error) {
	path := c.KeyFile
	if path == "" {
		if c.Data == "" {
			return nil, errors.New("the data folder is missing: give --data DIR, or --key-file FILE")
		}
		path = filepath.Join(c.Data, keyring.FileName)
	}
	keys, err := keyring.Open(ctx, db, path, c.Random)
	if err == nil && keys.Exposed {
		c.Log.Warn("other users of this machine can read the key file; run chmod 600 on it", "file", path)
	}
	return keys, err
}

// openTLS prepares the server's certificates.
func openTLS(c Config) (*lantls.Keeper, error) {
	if c.TLS == lantls.Auto && c.Data == "" {
		return nil, errors.New("the data folder is missing, which keeps the certificates: give --data DIR")
	}
	return lantls.Open(lantls.Options{Mode: c.TLS, Dir: filepath.Join(c.Data, "tls"), Names: c.TLSNames, Clock: c.Clock, Log: c.Log})
}

// openMedia connects to the file store and makes the library.
func (a *App) openMedia(ctx context.Context) error {
	store, err := blob.Open(ctx, a.config.Media, a.config.Data, a.config.Clock)
	if err != nil {
		return err
	}
	a.Media, err = media.New(media.Options{DB: a.DB, Store: store, Clock: a.config.Clock, Log: a.config.Log, Data: a.config.Data, Held: backup.Holds})
	return err
}

// makePrivate makes the file, when there is none, for its owner's eyes alone:
// the folder may have been made by someone else and be open to all.
func makePrivate(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600) //nolint:gosec // the operator names the folder
	if err != nil {
		return err
	}
	return f.Close()
}

// patientNames tells the audit trail whom its entries are about.
func (a *App) patientNames(ctx context.Context, tx *sqldb.Tx, ids []int64) (map[int64]hospital.PatientName, error) {
	briefs, err := a.Patients.Briefs(ctx, tx, ids)
	names := make(map[int64]hospital.PatientName, len(briefs))
	for id, b := range briefs {
		names[id] = hospital.PatientName{Code: b.Code, Name: b.Name}
	}
	return names, err
}

// wire makes the areas and registers their operations.
func (a *App) wire(ctx context.Context, zone *time.Location) error {
	c := a.config
	if err := a.openTrail(ctx, a.Keys.Key("audit")); err != nil {
		return err
	}
	if err := a.DB.InTx(ctx, func(tx *sqldb.Tx) error { return icd.LoadStarter(ctx, tx) }); err != nil {
		return fmt.Errorf("load ICD-10 codes: %w", err)
	}
	if err := a.DB.InTx(ctx, func(tx *sqldb.Tx) error { return staff.IndexUsers(ctx, tx) }); err != nil {
		return fmt.Errorf("index users: %w", err)
	}
	people := staff.New(staff.Tools{DB: a.DB, Clock: c.Clock, Random: c.Random, Keys: a.Keys, Files: a.Media}, c.Sessions)
	a.Staff = people
	backups, err := c.backups(a, zone)
	if err != nil {
		return err
	}
	a.Backups = backups
	a.Patients = patient.New(c.Random, zone)
	house := hospital.New(hospital.Options{Version: Version, Location: zone, BillingUnit: c.BillingUnit, DB: a.DB, Trail: a.Trail, Transport: a.transport, PatientNames: a.patientNames})
	a.Billing = billing.New(a.DB, c.Log, c.Random, c.BillingUnit, zone, a.Patients)
	a.Encounters = encounter.New(zone, a.Patients, a.Billing)
	a.Laboratory = lab.New(c.Random, a.Patients, a.Encounters, a.Billing, a.Media)
	reports := report.New(zone, a.Encounters, a.Laboratory, a.Billing)

	mux := http.NewServeMux()
	a.API = httpapi.New(mux, a.DB, c.Log, Version, people.Authenticate)
	gate, err := chart.New(a.DB, c.Clock, a.Trail)
	if err != nil {
		return err
	}
	gate.Register(a.API, a.Patients)
	people.Register(a.API)
	house.Register(a.API)
	department.Register(a.API)
	icd.Register(a.API)
	ward.Register(a.API)
	a.Patients.Register(a.API)
	patientcsv.Register(a.API, a.Patients)
	a.Billing.Register(a.API)
	a.Encounters.Register(a.API)
	reports.Register(a.API)
	packets := report.NewPackets(a.DB, zone, a.Patients, a.Encounters, a.Laboratory, a.Media)
	packets.Register(a.API)
	a.Exports = report.NewExports(packets, a.Billing)
	a.Exports.Register(a.API)
	a.Laboratory.Register(a.API)
	a.Laboratory.RegisterPrint(a.API, zone)
	a.Media.Register(a.API)
	a.Backups.Register(a.API)
	privacy.New(zone, a.Patients).Register(a.API)
	a.API.Events(a.hub)

	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	handle := func(pattern string, h http.Handler) {
		mux.Handle(pattern, h)
		a.paths = append(a.paths, pattern)
	}
	handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	handle("GET /healthz", http.HandlerFunc(ok))
	handle("GET /readyz", http.HandlerFunc(a.ready))
	handle("GET /trust", a.tls.Trust())
	handle("GET /trust/", a.tls.Trust())
	handle("/api/", httpapi.NotFound(mux))
	handle("/", httpapi.PageFiles(web.Files()))
	a.handler, err = httpapi.Wrap(mux, c.Log, metrics, a.tls.On())
	return err
}

// openTrail makes the audit chain, which knows of each kind of record whom it is about.
func (a *App) openTrail(ctx context.Context, key []byte) error {
	begun := false
	if a.config.Data != "" {
		var err error
		if begun, err = audit.Begun(filepath.Join(a.config.Data, audit.HeadsFile)); err != nil {
			return err
		}
	}
	owners := map[string]audit.Owner{}
	for _, area := range []map[string]audit.Owner{patient.Owners(), encounter.Owners(), billing.Owners(), lab.Owners(), privacy.Owners()} {
		maps.Copy(owners, area)
	}
	var err error
	a.Trail, err = audit.Open(ctx, a.DB, key, begun, owners)
	return err
}

// Paths are the patterns of what the server answers beside the API's operations.
func (a *App) Paths() []string { return a.paths }

// TLS tells how the server speaks.
func (a *App) TLS() lantls.State { return a.tls.State() }

// transport tells the same to the page.
func (a *App) transport() hospital.Transport {
	s := a.tls.State()
	return hospital.Transport{TLS: s.Mode, Fingerprint: s.Fingerprint, AuthorityEndsAt: httpapi.Given(s.AuthorityTo), CertificateEndsAt: httpapi.Given(s.ValidTo), Names: s.Names}
}

func ok(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") }

// ready answers ok when the database can be reached.
func (a *App) ready(w http.ResponseWriter, r *http.Request) {
	if err := a.DB.Ping(r.Context()); err != nil {
		a.config.Log.Error("not ready", "error", err)
		http.Error(w, "the database cannot be reached", http.StatusServiceUnavailable)
		return
	}
	ok(w, r)
}

// Handler serves the API and the page.
func (a *App) Handler() http.Handler { return a.handler }

// Close releases the database; call it when Serve was not.
func (a *App) Close() error { return errors.Join(a.Media.Close(), a.DB.Close(), a.use.letGo()) }

// jobs lists what happens by itself.
func (a *App) jobs() []jobs.Job {
	return append(a.headJobs(), []jobs.Job{
		{Name: "bed meter", Every: min(a.config.BillingUnit, time.Minute), RunOnce: a.Billing.Tick},
		{Name: "thumbnails", Every: 5 * time.Second, RunOnce: a.Media.Watch},
		{Name: "sweep files", Every: time.Hour, RunOnce: a.Media.Sweep},
		{Name: "backups", Every: 5 * time.Second, RunOnce: a.Backups.Work},
		{Name: "verify backups", Every: 5 * time.Second, RunOnce: a.Backups.VerifyWanted},
		{Name: "restore", Every: time.Second, RunOnce: a.restoreAsked},
		{Name: "restored elsewhere", Every: 5 * time.Second, RunOnce: a.lookForRestore},
		{Name: "tidy", Every: time.Hour, RunOnce: a.tidy},
		{Name: "certificate", Every: time.Minute, RunOnce: a.tls.Renew},
	}...)
}

// tidy forgets expired sessions and old idempotency keys.
func (a *App) tidy(ctx context.Context) error {
	return a.DB.InTx(ctx, func(tx *sqldb.Tx) error {
		if err := staff.DeleteExpired(ctx, tx); err != nil {
			return err
		}
		return httpapi.ForgetKeys(ctx, tx)
	})
}
