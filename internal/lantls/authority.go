package lantls

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/big"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"time"
)

const day = 24 * time.Hour

const (
	// authorityLife is how long stations can trust one authority.
	authorityLife = 3653 * day
	// certificateLife is from the first to the last moment of a server's
	// certificate. 397 days is what Apple recommends
	// (https://support.apple.com/102028): it refuses more than 398 from authorities
	// that came with the device, and more than 825 from all others
	// (https://support.apple.com/103769).
	certificateLife = 397 * day
	// early is how long before its making a certificate begins, because the clocks
	// of stations differ.
	early = day
)

// madeIn is before any moment at which this program can run: a clock that says
// less is wrong, and an authority made by it would end years too soon.
var madeIn = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// authority signs the certificates of servers.
type authority struct {
	cert *x509.Certificate
	key  crypto.Signer
}

// Files in the folder of Auto.
const (
	authorityFile    = "ca.crt"
	authorityKeyFile = "ca.key"
	serverFile       = "server.pem" // certificate and key in one file, so that they always match
)

// openAuthority reads the authority in dir, or makes one when there is none. It
// never overwrites one: of two programs that start at once, one makes it.
func openAuthority(dir string, n names, host string, now time.Time) (*authority, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the certificates: %w", err)
	}
	certFile, keyFile := filepath.Join(dir, authorityFile), filepath.Join(dir, authorityKeyFile)
	key, err := readKey(keyFile)
	if errors.Is(err, fs.ErrNotExist) {
		if _, err := os.Lstat(certFile); err == nil {
			return nil, fmt.Errorf("%s is missing but %s is there: bring the key back from a backup, or move both away to make a new authority, which every station then has to trust", keyFile, certFile)
		}
		key, err = makeKey(keyFile)
	}
	if err != nil {
		return nil, err
	}
	cert, err := readCertificate(certFile)
	if errors.Is(err, fs.ErrNotExist) {
		cert, err = makeAuthority(certFile, key, n, host, now)
	}
	if err != nil {
		return nil, err
	}
	if public, ok := cert.PublicKey.(interface{ Equal(crypto.PublicKey) bool }); !ok || !public.Equal(key.Public()) {
		return nil, fmt.Errorf("%s is not the key of %s: bring back the two that belong together", keyFile, certFile)
	}
	if !cert.IsCA {
		return nil, fmt.Errorf("%s is not a certificate authority; give a certificate of your own with --tls CERT,KEY", certFile)
	}
	return &authority{cert, key}, nil
}

func makeKey(file string) (crypto.Signer, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make the key of the certificate authority: %w", err)
	}
	text, err := keyPEM(key)
	if err != nil {
		return nil, err
	}
	if err := writeNew(file, text, 0o600); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("write the key of the certificate authority: %w", err)
	}
	return readKey(file) // perhaps another program was faster
}

func makeAuthority(file string, key crypto.Signer, n names, host string, now time.Time) (*x509.Certificate, error) {
	if now.Before(madeIn) {
		return nil, fmt.Errorf("the clock of this computer says %s: set it before the certificate authority is made", now.Format(time.DateOnly))
	}
	template := authorityTemplate(n, host, now)
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return nil, fmt.Errorf("make the certificate authority: %w", err)
	}
	if err := writeNew(file, certificatePEM(der), 0o644); err != nil && !errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("write the certificate authority: %w", err)
	}
	return readCertificate(file)
}

// authorityTemplate describes an authority that may certify servers of this
// house and nothing else, so that its key, when it is stolen, opens no bank. The
// constraint is not critical: who does not understand it ignores it.
func authorityTemplate(n names, host string, now time.Time) *x509.Certificate {
	host, _, _ = strings.Cut(strings.ToLower(host), ".")
	c := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{Organization: []string{"Talaan"}, CommonName: shorten("Talaan at "+host+", "+now.Format("January 2006"), 64)},
		NotBefore:    now.Add(-early).Truncate(time.Second), NotAfter: now.Add(-early + authorityLife).Truncate(time.Second),
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageCRLSign,
		IsCA:     true, BasicConstraintsValid: true, MaxPathLenZero: true,
		PermittedDNSDomains: append([]string{}, homeDomains...),
	}
	for _, text := range homeNetworks {
		p := netip.MustParsePrefix(text)
		c.PermittedIPRanges = append(c.PermittedIPRanges, network(p))
	}
	for _, d := range n.dns {
		if !permitsName(c, d) {
			c.PermittedDNSDomains = append(c.PermittedDNSDomains, d)
		}
	}
	for _, a := range n.ips {
		if !permitsAddress(c, a) {
			c.PermittedIPRanges = append(c.PermittedIPRanges, network(netip.PrefixFrom(a, a.BitLen())))
		}
	}
	return c
}

func network(p netip.Prefix) *net.IPNet {
	return &net.IPNet{IP: p.Addr().AsSlice(), Mask: net.CIDRMask(p.Bits(), p.Addr().BitLen())}
}

// issue makes a certificate for a server with a new key. It ends no later than
// the authority.
func (a *authority) issue(n names, now time.Time) (cert *tls.Certificate, text []byte, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, fmt.Errorf("make the server's key: %w", err)
	}
	template := a.serverTemplate(n, now)
	der, err := x509.CreateCertificate(rand.Reader, template, a.cert, key.Public(), a.key)
	if err != nil {
		return nil, nil, fmt.Errorf("make the server's certificate: %w", err)
	}
	secret, err := keyPEM(key)
	if err != nil {
		return nil, nil, err
	}
	text = append(certificatePEM(der), secret...)
	pair, err := tls.X509KeyPair(text, text)
	return &pair, text, err
}

func (a *authority) serverTemplate(n names, now time.Time) *x509.Certificate {
	c := &x509.Certificate{
		SerialNumber: serial(),
		Subject:      pkix.Name{Organization: []string{"Talaan"}, CommonName: shorten(n.dns[0], 64)},
		NotBefore:    now.Add(-early).Truncate(time.Second), NotAfter: a.endOf(now),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		DNSNames:              n.dns,
	}
	for _, ip := range n.ips {
		c.IPAddresses = append(c.IPAddresses, ip.AsSlice())
	}
	return c
}

// endOf is when a certificate ends that is made now.
func (a *authority) endOf(now time.Time) time.Time {
	end := now.Add(certificateLife - early - time.Second).Truncate(time.Second)
	if a.cert.NotAfter.Before(end) {
		return a.cert.NotAfter
	}
	return end
}

// due reports whether another certificate has to be made for the server: there
// is none of this authority, a name is missing in it, or a third of its life is
// left at the most, and another would last longer.
func (a *authority) due(present *x509.Certificate, n names, now time.Time) bool {
	if present == nil || present.CheckSignatureFrom(a.cert) != nil || !covers(present, n) || now.Before(present.NotBefore) {
		return true
	}
	third := present.NotAfter.Sub(present.NotBefore) / 3
	return present.NotAfter.Sub(now) <= third && a.endOf(now).After(present.NotAfter)
}

// serial draws a serial number of 127 bits.
func serial() *big.Int {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails (documented)
	b[0] &= 0x7f
	b[0] |= 0x40 // neither zero nor short
	return new(big.Int).SetBytes(b)
}

func shorten(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}

// auto makes the server's certificates from the authority.
type auto struct {
	ca      *authority
	dir     string
	given   names
	machine func() (Machine, error)
	log     *slog.Logger
	refused string // what was last said to be left out
}

func openAuto(o Options) (*auto, error) {
	given, err := readNames(o.Names)
	if err != nil {
		return nil, err
	}
	m, err := o.Machine()
	if err != nil {
		return nil, err
	}
	ca, err := openAuthority(o.Dir, namesFor(m, given), m.Host, o.Clock.Now())
	if err != nil {
		return nil, err
	}
	if _, no := permitted(ca.cert, given); len(no) > 0 {
		return nil, fmt.Errorf("--tls-name %s: the certificate authority in %s was made without this name and cannot certify it; move the folder away to make a new one, which every station then has to trust",
			strings.Join(no, ", "), o.Dir)
	}
	warnOpen(o.Log, filepath.Join(o.Dir, authorityKeyFile))
	return &auto{ca: ca, dir: o.Dir, given: given, machine: o.Machine, log: o.Log}, nil
}

// kept returns the certificate on disk, so that stations that were told to
// trust just this one go on doing so after a restart; nil when there is none
// that can be used.
func (a *auto) kept() *tls.Certificate {
	file := filepath.Join(a.dir, serverFile)
	pair, err := tls.LoadX509KeyPair(file, file)
	if err != nil {
		if !errors.Is(err, fs.ErrNotExist) {
			a.log.Warn("the server's certificate cannot be read; another is made", "file", file, "error", err)
		}
		return nil
	}
	return &pair
}

func (a *auto) next(present *x509.Certificate, now time.Time) (*tls.Certificate, error) {
	m, err := a.machine()
	if err != nil {
		return nil, err
	}
	wanted, no := permitted(a.ca.cert, namesFor(m, a.given))
	if said := strings.Join(no, " "); said != a.refused {
		a.refused = said
		if said != "" {
			a.log.Warn("the certificate authority was made when this computer had other names, and cannot certify these: reach it by another, or move the folder away to make a new one, which every station then has to trust",
				"left_out", said, "folder", a.dir)
		}
	}
	if !a.ca.due(present, wanted, now) {
		return nil, nil
	}
	cert, text, err := a.ca.issue(wanted, now)
	if err != nil {
		return nil, err
	}
	if err := replace(filepath.Join(a.dir, serverFile), text, 0o600); err != nil {
		return cert, fmt.Errorf("write the server's certificate: %w", err)
	}
	return cert, nil
}
