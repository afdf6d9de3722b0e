package lantls

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"talaan/internal/clock"
)

var start = time.Date(2026, 6, 15, 2, 0, 0, 0, time.UTC)

// house is a machine whose names a test can change.
type house struct {
	opts    Options
	clock   *clock.Fake
	machine Machine
	log     *bytes.Buffer
}

func newHouse(t *testing.T) *house {
	t.Helper()
	h := &house{clock: clock.NewFake(start), log: &bytes.Buffer{}, machine: Machine{Host: "Records", Addresses: []netip.Addr{netip.MustParseAddr("192.168.1.5")}}}
	h.opts = Options{
		Mode: Auto, Dir: filepath.Join(t.TempDir(), "tls"), Clock: h.clock, Log: slog.New(slog.NewTextHandler(h.log, nil)),
		Machine: func() (Machine, error) { return h.machine, nil },
	}
	return h
}

func (h *house) open(t *testing.T) *Keeper {
	t.Helper()
	k, err := Open(h.opts)
	must(t, err)
	return k
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func serving(t *testing.T, k *Keeper) *x509.Certificate {
	t.Helper()
	c, err := k.Config().GetCertificate(nil)
	must(t, err)
	return c.Leaf
}

// trusts reports how a station that trusts the authority takes the certificate.
func trusts(k *Keeper, cert *x509.Certificate, name string, now time.Time) error {
	roots := x509.NewCertPool()
	roots.AddCert(k.ca)
	_, err := cert.Verify(x509.VerifyOptions{Roots: roots, DNSName: name, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	return err
}

func TestOff(t *testing.T) {
	t.Parallel()
	for _, mode := range []string{"", Off} {
		k, err := Open(Options{Mode: mode})
		must(t, err)
		must(t, k.Renew(t.Context()))
		if k.On() || k.State().Mode != Off || k.State().Addresses(8080) != nil {
			t.Errorf("%q: %+v", mode, k.State())
		}
	}
}

func TestAuto(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	h.opts.Names = []string{"Talaan.Hospital.example", "203.0.113.7"}
	k := h.open(t)
	cert := serving(t, k)
	for _, name := range []string{"records", "records.local", "localhost", "127.0.0.1", "::1", "192.168.1.5", "talaan.hospital.example", "203.0.113.7"} {
		if err := trusts(k, cert, name, start); err != nil {
			t.Errorf("as %s: %v", name, err)
		}
	}
	if life := cert.NotAfter.Sub(cert.NotBefore); life > 397*day || life < 396*day {
		t.Errorf("the certificate lives %v", life)
	}
	if life := k.ca.NotAfter.Sub(k.ca.NotBefore); life != authorityLife {
		t.Errorf("the authority lives %v", life)
	}
	if cert.IsCA || !k.ca.MaxPathLenZero || k.ca.KeyUsage != x509.KeyUsageCertSign|x509.KeyUsageCRLSign {
		t.Error("the certificate can certify others")
	}
	s := k.State()
	if s.Mode != Auto || s.Fingerprint != Fingerprint(k.ca.Raw) || len(s.Fingerprint) != 95 || !slices.Contains(s.Names, "records.local") {
		t.Errorf("state %+v", s)
	}
	if a := s.Addresses(8080); a[0] != "https://talaan.hospital.example:8080" || !slices.Contains(a, "https://192.168.1.5:8080") || slices.ContainsFunc(a, func(s string) bool { return strings.Contains(s, "localhost") || strings.Contains(s, "127.") }) {
		t.Errorf("stations open %v", a)
	}
	if !strings.Contains(h.log.String(), s.Fingerprint) {
		t.Error("the log does not name the fingerprint")
	}
	if runtime.GOOS != "windows" {
		for _, f := range []string{authorityKeyFile, serverFile} {
			if info, err := os.Stat(filepath.Join(h.opts.Dir, f)); err != nil || info.Mode().Perm() != 0o600 {
				t.Errorf("%s: %v %v", f, info.Mode(), err)
			}
		}
	}
	// Started again, it is the same authority and the same certificate.
	again := h.open(t)
	if !again.ca.Equal(k.ca) || !serving(t, again).Equal(cert) {
		t.Error("a restart made new certificates")
	}
	if left, err := filepath.Glob(filepath.Join(h.opts.Dir, ".new-*")); err != nil || left != nil {
		t.Errorf("left behind: %v %v", left, err)
	}
}

// Whoever steals the authority's key can pretend to be no server outside the house.
func TestAuthorityIsForTheHouse(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	k := h.open(t)
	thief, err := openAuthority(h.opts.Dir, names{}, "", start)
	must(t, err)
	for name, n := range map[string]names{
		"bank.example": {dns: []string{"bank.example"}}, "records.example": {dns: []string{"records.example"}}, "8.8.8.8": {dns: []string{"localhost"}, ips: []netip.Addr{netip.MustParseAddr("8.8.8.8")}},
	} {
		pair, _, err := thief.issue(n, start)
		must(t, err)
		if trusts(k, pair.Leaf, name, start) == nil {
			t.Errorf("a certificate for %s is trusted", name)
		}
	}
	pair, _, err := thief.issue(names{dns: []string{"other.local"}, ips: []netip.Addr{netip.MustParseAddr("10.9.8.7")}}, start)
	must(t, err)
	must(t, trusts(k, pair.Leaf, "other.local", start))
	must(t, trusts(k, pair.Leaf, "10.9.8.7", start))
}

// With a third of its life left, or under a new name or address, the server gets
// another certificate without a restart; otherwise it keeps the one it has.
func TestRenewal(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	k := h.open(t)
	first := serving(t, k)
	renewed := func(what string, want bool) {
		t.Helper()
		before := serving(t, k)
		must(t, k.Renew(t.Context()))
		if got := !serving(t, k).Equal(before); got != want {
			t.Errorf("%s: renewed %v", what, got)
		}
	}
	renewed("nothing happened", false)
	h.clock.Set(first.NotAfter.Add(-first.NotAfter.Sub(first.NotBefore)/3 - time.Second))
	renewed("more than a third is left", false)
	h.clock.Advance(time.Second)
	renewed("a third is left", true)
	renewed("and once only", false)
	must(t, trusts(k, serving(t, k), "records.local", first.NotAfter.Add(day)))

	h.machine.Addresses = append(h.machine.Addresses, netip.MustParseAddr("10.0.0.9"), netip.MustParseAddr("fe80::1%eth0"))
	renewed("another address", true)
	must(t, trusts(k, serving(t, k), "10.0.0.9", h.clock.Now()))
	h.machine.Addresses = h.machine.Addresses[:1]
	renewed("an address went", false)
	h.machine.Host = "elsewhere"
	renewed("another name", true)
	must(t, trusts(k, serving(t, k), "elsewhere.local", h.clock.Now()))
	if !strings.Contains(h.log.String(), "left_out=elsewhere") {
		t.Errorf("the log does not say that the authority cannot certify the bare new name: %s", h.log)
	}
	h.clock.Set(start.Add(-30 * day))
	renewed("the clock was set back before its beginning", true)

	// The last one ends with the authority and is not made again and again.
	h.clock.Set(k.ca.NotAfter.Add(-100 * day))
	renewed("near the end", true)
	if !serving(t, k).NotAfter.Equal(k.ca.NotAfter) {
		t.Errorf("ends %v, the authority %v", serving(t, k).NotAfter, k.ca.NotAfter)
	}
	h.clock.Advance(70 * day)
	renewed("nearer the end", false)
	if !strings.Contains(h.log.String(), "authority ends") {
		t.Error("the log does not say that the authority ends")
	}
	h.clock.Set(k.ca.NotAfter.Add(day))
	if again := h.open(t); !again.ca.Equal(k.ca) {
		t.Error("an authority was overwritten")
	}
}

// A certificate that cannot be written is used all the same.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	k := h.open(t)
	before := serving(t, k)
	must(t, os.RemoveAll(h.opts.Dir))
	h.clock.Set(before.NotAfter)
	if err := k.Renew(t.Context()); err == nil || serving(t, k).Equal(before) {
		t.Errorf("without a folder: %v", err)
	}
}

func TestDamagedServerFileIsMadeAgain(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	k := h.open(t)
	must(t, os.WriteFile(filepath.Join(h.opts.Dir, serverFile), []byte("half"), 0o600))
	must(t, trusts(k, serving(t, h.open(t)), "records", start))
	// One of another authority, copied here, is not served.
	other := newHouse(t)
	other.open(t)
	text, err := os.ReadFile(filepath.Join(other.opts.Dir, serverFile))
	must(t, err)
	must(t, os.WriteFile(filepath.Join(h.opts.Dir, serverFile), text, 0o600))
	must(t, trusts(k, serving(t, h.open(t)), "records", start))
}

// Of programs that start at once on one folder, all have the same authority.
func TestManyStartAtOnce(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	var wg sync.WaitGroup
	prints := make([]string, 8)
	for i := range prints {
		wg.Go(func() {
			o := h.opts
			o.Log = slog.New(slog.DiscardHandler)
			k, err := Open(o)
			if err != nil {
				t.Error(err)
				return
			}
			prints[i] = k.State().Fingerprint
		})
	}
	wg.Wait()
	if prints[0] == "" || len(slices.Compact(slices.Clone(prints))) != 1 {
		t.Errorf("authorities %v", prints)
	}
}

func TestAutoSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	for says, spoil := range map[string]func(h *house){
		"neither a host's name":     func(h *house) { h.opts.Names = []string{"https://talaan"} },
		"made without this name":    func(h *house) { h.opts.Names = []string{"talaan.example"} },
		"ca.key is missing":         func(h *house) { must(t, os.Remove(filepath.Join(h.opts.Dir, authorityKeyFile))) },
		"ca.crt is damaged":         func(h *house) { must(t, os.WriteFile(filepath.Join(h.opts.Dir, authorityFile), nil, 0o600)) },
		"is not the key of":         func(h *house) { must(t, os.Remove(filepath.Join(h.opts.Dir, authorityKeyFile))); strange(t, h) },
		"make the folder":           func(h *house) { h.opts.Dir = os.DevNull + "/x" },
		"the clock of this compute": func(h *house) { h.opts.Dir = t.TempDir(); h.clock.Set(time.Unix(0, 0)) },
	} {
		h := newHouse(t)
		h.open(t)
		spoil(h)
		if _, err := Open(h.opts); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v does not say %q", err, says)
		}
	}
	// A key whose certificate was never finished gets one.
	h := newHouse(t)
	h.open(t)
	must(t, os.Remove(filepath.Join(h.opts.Dir, authorityFile)))
	h.open(t)
}

// strange puts another key in the place of the authority's.
func strange(t *testing.T, h *house) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	must(t, err)
	text, err := keyPEM(key)
	must(t, err)
	must(t, os.WriteFile(filepath.Join(h.opts.Dir, authorityKeyFile), text, 0o600))
}

// pair writes a certificate with its key and returns the names of the files.
func pair(t *testing.T, dir string, now time.Time) (certFile, keyFile string) {
	t.Helper()
	h := newHouse(t)
	h.open(t)
	ca, err := openAuthority(h.opts.Dir, names{}, "", start)
	must(t, err)
	_, text, err := ca.issue(names{dns: []string{"talaan.local"}}, now)
	must(t, err)
	cert, key, _ := bytes.Cut(text, []byte("-----BEGIN PRIVATE"))
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	must(t, os.WriteFile(certFile, cert, 0o600))
	must(t, os.WriteFile(keyFile, append([]byte("-----BEGIN PRIVATE"), key...), 0o600))
	return certFile, keyFile
}

func TestOwn(t *testing.T) {
	t.Parallel()
	h, dir := newHouse(t), t.TempDir()
	certFile, keyFile := pair(t, dir, start)
	h.opts.Mode = certFile + ", " + keyFile
	must(t, os.Chmod(keyFile, 0o644))
	k := h.open(t)
	if s := k.State(); s.Mode != "own" || s.Fingerprint != "" || !slices.Equal(s.Names, []string{"talaan.local"}) || k.ca != nil {
		t.Errorf("state %+v", s)
	}
	if runtime.GOOS != "windows" && !strings.Contains(h.log.String(), "others on this computer can read the key") {
		t.Errorf("nothing is said of the open key: %s", h.log)
	}
	first := serving(t, k)
	must(t, k.Renew(t.Context()))
	if !serving(t, k).Equal(first) {
		t.Error("changed without a reason")
	}
	// Half replaced, it stays; whole, it changes.
	key, err := os.ReadFile(keyFile)
	must(t, err)
	_, _ = pair(t, dir, start)
	newKey, err := os.ReadFile(keyFile)
	must(t, err)
	must(t, os.WriteFile(keyFile, key, 0o600))
	if err := k.Renew(t.Context()); err == nil || !strings.Contains(err.Error(), "is not that of the certificate") || !serving(t, k).Equal(first) {
		t.Errorf("half replaced: %v", err)
	}
	if err := k.Renew(t.Context()); err != nil {
		t.Errorf("said twice: %v", err)
	}
	must(t, os.WriteFile(keyFile, newKey, 0o600))
	must(t, k.Renew(t.Context()))
	if serving(t, k).Equal(first) {
		t.Error("the new files are not used")
	}
	h.clock.Set(serving(t, k).NotAfter.Add(-day))
	must(t, k.Renew(t.Context()))
	if !strings.Contains(h.log.String(), "is at its end") {
		t.Error("nothing is said of the end")
	}
}

func TestOwnSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	certFile, keyFile := pair(t, dir, start)
	oldCert, oldKey := pair(t, t.TempDir(), start.Add(-500*day))
	futureCert, futureKey := pair(t, t.TempDir(), start.Add(500*day))
	locked := filepath.Join(dir, "locked.pem")
	must(t, os.WriteFile(locked, []byte("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"), 0o600))
	for mode, says := range map[string]string{
		"on":                              "write auto, off",
		"a,":                              "write auto, off",
		filepath.Join(dir, "none") + ",x": "read the certificate of --tls",
		certFile + ",none":                "read the key of --tls",
		certFile + "," + oldKey:           "is not that of the certificate",
		keyFile + "," + certFile:          "holds no certificate in PEM",
		certFile + "," + certFile:         "holds no key in PEM",
		certFile + "," + locked:           "without a passphrase",
		oldCert + "," + oldKey:            "ended on",
		futureCert + "," + futureKey:      "begins on",
	} {
		h := newHouse(t)
		h.opts.Mode = mode
		if _, err := Open(h.opts); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v does not say %q", mode, err, says)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	got := namesFor(Machine{Host: "Srv.Hospital.Example.", Addresses: []netip.Addr{
		netip.MustParseAddr("fe80::1"), netip.MustParseAddr("fd00::5"), netip.MustParseAddr("::ffff:10.0.0.1"), netip.MustParseAddr("224.0.0.1"),
	}}, names{})
	if !slices.Equal(got.dns, []string{"srv.hospital.example", "srv.local", "srv", "localhost"}) {
		t.Errorf("names %v", got.dns)
	}
	if want := "[10.0.0.1 fd00::5 127.0.0.1 ::1]"; strings.Join(strings.Fields(sprint(got.ips)), " ") != want {
		t.Errorf("addresses %v", got.ips)
	}
	if got := namesFor(Machine{Host: "Ward & Lab"}, names{}); !slices.Equal(got.dns, []string{"localhost"}) {
		t.Errorf("names %v", got.dns)
	}
	m, err := ThisMachine()
	if err != nil || m.Host == "" {
		t.Errorf("this machine is %+v: %v", m, err)
	}
}

func sprint(all []netip.Addr) string {
	var parts []string
	for _, a := range all {
		parts = append(parts, a.String())
	}
	return "[" + strings.Join(parts, " ") + "]"
}

// server answers at one port, with TLS and without.
func server(t *testing.T, k *Keeper) (addr string, stop func()) {
	t.Helper()
	inner, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	must(t, err)
	s := &http.Server{TLSConfig: k.Config(), ErrorLog: slog.NewLogLogger(slog.DiscardHandler, 0), Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, r.Proto)
		if r.TLS != nil {
			_, _ = io.WriteString(w, " over TLS")
		}
	})}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(Split(inner, s.TLSConfig, 20*time.Millisecond)) }()
	stop = sync.OnceFunc(func() {
		must(t, s.Shutdown(context.WithoutCancel(t.Context())))
		if err := <-ended; !errors.Is(err, http.ErrServerClosed) {
			t.Errorf("the server ended with %v", err)
		}
	})
	t.Cleanup(stop)
	return inner.Addr().String(), stop
}

func get(t *testing.T, c *http.Client, url string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	must(t, err)
	res, err := c.Do(req)
	must(t, err)
	text, err := io.ReadAll(res.Body)
	must(t, err)
	must(t, res.Body.Close())
	return string(text)
}

// trusting is the side of TLS of a station that trusts the authority.
func trusting(k *Keeper, protocols ...string) *tls.Config {
	roots := x509.NewCertPool()
	roots.AddCert(k.ca)
	return &tls.Config{RootCAs: roots, NextProtos: protocols, Time: k.opts.Clock.Now}
}

func station(k *Keeper, protocols ...string) *http.Client {
	return &http.Client{Transport: &http.Transport{
		TLSClientConfig:   trusting(k, protocols...),
		ForceAttemptHTTP2: len(protocols) == 0, DisableKeepAlives: true,
	}}
}

func TestSplit(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	k := h.open(t)
	addr, stop := server(t, k)
	if got := get(t, station(k), "https://"+addr); got != "HTTP/2.0 over TLS" {
		t.Errorf("with TLS: %s", got)
	}
	if got := get(t, station(k, "http/1.1"), "https://"+addr); got != "HTTP/1.1 over TLS" {
		t.Errorf("with TLS and HTTP/1.1: %s", got)
	}
	if got := get(t, &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}, "http://"+addr); got != "HTTP/1.1" {
		t.Errorf("without: %s", got)
	}
	// A new certificate is used for the next connection.
	before := serving(t, k)
	h.clock.Set(before.NotAfter.Add(-day))
	must(t, k.Renew(t.Context()))
	conn, err := tls.Dial("tcp", addr, trusting(k))
	must(t, err)
	if conn.ConnectionState().PeerCertificates[0].Equal(before) {
		t.Error("the old certificate is served")
	}
	must(t, conn.Close())
	// Who says nothing is cut off.
	silent, err := net.Dial("tcp", addr)
	must(t, err)
	if _, err := bufio.NewReader(silent).ReadByte(); err == nil {
		t.Error("the silent one was answered")
	}
	must(t, silent.Close())
	old := trusting(k)
	old.MinVersion, old.MaxVersion = tls.VersionTLS10, tls.VersionTLS11
	if conn, err := tls.Dial("tcp", addr, old); err == nil {
		t.Error("TLS 1.1 is spoken")
		must(t, conn.Close())
	}
	stop()
	if _, err := net.Dial("tcp", addr); err == nil {
		t.Error("it still listens")
	}
}

func TestTrustPage(t *testing.T) {
	t.Parallel()
	h := newHouse(t)
	k := h.open(t)
	ask := func(k *Keeper, path, agent string) (int, http.Header, string) {
		w := newAnswer()
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://records.local:8080"+path, nil)
		must(t, err)
		r.Header.Set("User-Agent", agent)
		k.Trust().ServeHTTP(w, r)
		return w.status, w.header, w.body.String()
	}
	for agent, open := range map[string]string{
		"Mozilla/5.0 (Windows NT 10.0)": "Windows <small>", "Mozilla/5.0 (Linux; Android 14)": "Android <small>", "(iPad; CPU OS 17)": "iPhone, iPad", "(X11; Linux x86_64)": "Linux <small>", "curl": "",
	} {
		status, header, text := ask(k, "/trust", agent)
		_, after, found := strings.Cut(text, "<details open>\n<summary>")
		if status != http.StatusOK || header.Get("Content-Type") != "text/html; charset=utf-8" || found != (open != "") || !strings.HasPrefix(after, open) {
			t.Errorf("%s: %d, opened at %.30q", agent, status, after)
		}
		if plain := strings.NewReplacer("<span>", "", "</span> ", ":").Replace(text); !strings.Contains(plain, k.State().Fingerprint) {
			t.Errorf("%s: the fingerprint is missing", agent)
		}
		for _, want := range []string{`href="https://records.local:8080/"`, "https://192.168.1.5:8080", "14 June 2036", "unencrypted"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the page does not say %q", agent, want)
			}
		}
		if strings.Contains(text, "<script") || strings.Contains(text, "style=") || strings.Contains(text, "onclick") {
			t.Errorf("%s: something in the page would be refused", agent)
		}
	}
	// The name by which the server was asked is the client's word, and stands in the page.
	w := newAnswer()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://records.local/trust", nil)
	must(t, err)
	r.Host = `x"><script>alert(1)</script>`
	k.Trust().ServeHTTP(w, r)
	if text := w.body.String(); strings.Contains(text, "<script") || !strings.Contains(text, "alert(1)") {
		t.Error("a name with a script in it is a script in the page")
	}
	status, header, der := ask(k, "/trust/talaan-ca.crt", "")
	if c, err := x509.ParseCertificate([]byte(der)); status != http.StatusOK || err != nil || !c.Equal(k.ca) || header.Get("Content-Type") != "application/x-x509-ca-cert" {
		t.Errorf("the download: %d %v %v", status, header, err)
	}
	if _, _, text := ask(k, "/trust/talaan-ca.pem", ""); text != string(certificatePEM(k.ca.Raw)) {
		t.Errorf("as text: %q", text)
	}
	if status, header, _ := ask(k, "/trust/style.css", ""); status != http.StatusOK || !strings.HasPrefix(header.Get("Content-Type"), "text/css") {
		t.Errorf("the style: %d %v", status, header)
	}
	for _, path := range []string{"/trust/ca.key", "/trust/../ca.key", "/trust/trust/page.html"} {
		if status, _, text := ask(k, path, ""); status == http.StatusOK || strings.Contains(text, "PRIVATE") {
			t.Errorf("%s answers %d", path, status)
		}
	}
	off, err := Open(Options{})
	must(t, err)
	if status, _, text := ask(off, "/trust", ""); status != http.StatusNotFound || !strings.Contains(text, "nothing to do") {
		t.Errorf("without an authority: %d", status)
	}
	if status, _, _ := ask(off, "/trust/talaan-ca.crt", ""); status != http.StatusNotFound {
		t.Errorf("its certificate: %d", status)
	}
}

type answered struct {
	status int
	header http.Header
	body   bytes.Buffer
}

func newAnswer() *answered { return &answered{status: http.StatusOK, header: http.Header{}} }

func (a *answered) Header() http.Header         { return a.header }
func (a *answered) WriteHeader(status int)      { a.status = status }
func (a *answered) Write(p []byte) (int, error) { return a.body.Write(p) }

// A file is there whole or not at all, and a new one takes no other's place.
func TestWrite(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "x")
	must(t, writeNew(file, []byte("first"), 0o600))
	if err := writeNew(file, []byte("second"), 0o600); !errors.Is(err, fs.ErrExist) {
		t.Errorf("an existing file: %v", err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "first" {
		t.Errorf("now %q %v", text, err)
	}
	must(t, replace(file, []byte("third"), 0o600))
	if text, err := os.ReadFile(file); err != nil || string(text) != "third" {
		t.Errorf("now %q %v", text, err)
	}
	if all, err := os.ReadDir(filepath.Dir(file)); err != nil || len(all) != 1 {
		t.Errorf("left: %v %v", all, err)
	}
}
