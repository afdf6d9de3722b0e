// Package lantls lets a server on a hospital's own network speak TLS: it keeps
// the hospital's certificate authority and the server's certificate, or the
// certificate that an operator brings, and changes it while the server runs.
package lantls

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"talaan/internal/clock"
)

// Ways to run, besides two file names.
const (
	Off  = "off"
	Auto = "auto"
)

// Options say how the server shall speak.
type Options struct {
	Mode    string   // Off (or blank), Auto, or "CERT,KEY": the names of two PEM files
	Dir     string   // folder of the authority and the certificate, for Auto
	Names   []string // more names and addresses by which stations reach the server, for Auto
	Clock   clock.Clock
	Log     *slog.Logger
	Machine func() (Machine, error) // what this computer is called; ThisMachine when absent
}

// Keeper holds the present certificate of the server. It is safe for
// concurrent use.
type Keeper struct {
	opts    Options
	source  source
	ca      *x509.Certificate // nil unless Auto
	current atomic.Pointer[tls.Certificate]

	mu     sync.Mutex // one renewal at a time
	warned time.Time  // of an end that comes near
}

// source is where certificates come from.
type source interface {
	// next returns the certificate to use from now on, or nil when the present
	// one, which may be nil, stays. A certificate may come with an error: it can
	// be used but was not kept.
	next(present *x509.Certificate, now time.Time) (*tls.Certificate, error)
}

// Open prepares the certificates; after it the server can begin. What is wrong
// with the files is said in words for the operator. With Off there is nothing
// to keep, and On answers false.
func Open(o Options) (*Keeper, error) {
	k := &Keeper{opts: o}
	if o.Machine == nil {
		k.opts.Machine = ThisMachine
	}
	switch o.Mode {
	case "", Off:
		return k, nil
	case Auto:
		a, err := openAuto(k.opts)
		if err != nil {
			return nil, err
		}
		k.source, k.ca = a, a.ca.cert
		k.current.Store(a.kept())
	default:
		certFile, keyFile, ok := strings.Cut(o.Mode, ",")
		if certFile, keyFile = strings.TrimSpace(certFile), strings.TrimSpace(keyFile); !ok || certFile == "" || keyFile == "" {
			return nil, fmt.Errorf("--tls %q: write auto, off, or the files of the certificate and its key as CERT,KEY", o.Mode)
		}
		k.source = &own{certFile: certFile, keyFile: keyFile, log: o.Log}
	}
	err := k.Renew(context.Background())
	if k.current.Load() == nil {
		return nil, err
	}
	if err != nil {
		o.Log.Error("the server's certificate could not be kept", "error", err)
	}
	st := k.State()
	o.Log.Info("the server speaks TLS", "mode", st.Mode, "authority_sha256", st.Fingerprint, "names", strings.Join(st.Names, " "), "until", st.ValidTo.Format(time.DateOnly))
	return k, nil
}

// On reports whether the server speaks TLS.
func (k *Keeper) On() bool { return k.source != nil }

// Renew looks whether another certificate is due, and takes it into use:
// connections that begin from then on get it. Running it twice changes nothing.
func (k *Keeper) Renew(context.Context) error {
	if !k.On() {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.opts.Clock.Now()
	var present *x509.Certificate
	if c := k.current.Load(); c != nil {
		present = c.Leaf
	}
	cert, err := k.source.next(present, now)
	if cert != nil {
		k.current.Store(cert)
		k.opts.Log.Info("the server has a new certificate", "names", strings.Join(namesOf(cert.Leaf), " "), "until", cert.Leaf.NotAfter.Format(time.DateOnly))
	}
	k.warn(now)
	return err
}

// How long before their end the log begins to speak of it, once a day. The
// certificate that Auto makes is renewed long before.
const (
	warnCertificate = 21 * 24 * time.Hour
	warnAuthority   = 365 * 24 * time.Hour
)

// warn says that something ends soon or has ended.
func (k *Keeper) warn(now time.Time) {
	cert := k.current.Load()
	if cert == nil || (now.Sub(k.warned) < 24*time.Hour && !now.Before(k.warned)) {
		return
	}
	if k.ca != nil && now.Add(warnAuthority).After(k.ca.NotAfter) {
		k.warned = now
		k.opts.Log.Warn("the certificate authority ends; move the folder away to get a new one at the next start, which every station then has to trust",
			"folder", k.opts.Dir, "until", k.ca.NotAfter.Format(time.DateOnly))
	}
	if now.Add(warnCertificate).After(cert.Leaf.NotAfter) || now.Before(cert.Leaf.NotBefore) {
		k.warned = now
		k.opts.Log.Warn("the server's certificate is at its end, or the clock of this computer is wrong",
			"from", cert.Leaf.NotBefore.Format(time.DateOnly), "until", cert.Leaf.NotAfter.Format(time.DateOnly), "now", now.Format(time.DateOnly))
	}
}

// Config is the server's side of TLS. It always uses the present certificate.
func (k *Keeper) Config() *tls.Config {
	return &tls.Config{
		MinVersion: tls.VersionTLS12,
		NextProtos: []string{"h2", "http/1.1"},
		Time:       k.opts.Clock.Now,
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
			if c := k.current.Load(); c != nil {
				return c, nil
			}
			return nil, errors.New("there is no certificate")
		},
	}
}

// State is what people are told.
type State struct {
	Mode        string    // Off, Auto, or "own"
	Fingerprint string    // SHA-256 of the authority's certificate, with colons; blank unless Auto
	AuthorityTo time.Time // when the authority ends; zero unless Auto
	ValidTo     time.Time // when the server's certificate ends; zero when Off
	Names       []string  // names and addresses that the certificate is for
}

// State tells how the server speaks now.
func (k *Keeper) State() State {
	cert := k.current.Load()
	if cert == nil {
		return State{Mode: Off, Names: []string{}}
	}
	s := State{Mode: "own", ValidTo: cert.Leaf.NotAfter.UTC(), Names: namesOf(cert.Leaf)}
	if k.ca != nil {
		s.Mode, s.Fingerprint, s.AuthorityTo = Auto, Fingerprint(k.ca.Raw), k.ca.NotAfter.UTC()
	}
	return s
}

// Addresses are where stations reach the server at this port, best first;
// none when Off. This computer's own (localhost) are left out.
func (s State) Addresses(port int) []string {
	var out []string
	for _, n := range s.Names {
		if ip := net.ParseIP(n); n == localhost || (ip != nil && ip.IsLoopback()) {
			continue
		}
		out = append(out, "https://"+net.JoinHostPort(n, fmt.Sprint(port)))
	}
	return out
}

// Fingerprint is the SHA-256 of a certificate's DER form, as browsers show it.
func Fingerprint(der []byte) string {
	sum := sha256.Sum256(der)
	return strings.ReplaceAll(fmt.Sprintf("% X", sum[:]), " ", ":")
}
