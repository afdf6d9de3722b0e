package lantls

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// own reads the certificate that an operator brings, and again when its files
// change.
type own struct {
	certFile, keyFile string
	log               *slog.Logger
	seen              []byte // both files, as they were when they were last looked at
}

func (o *own) next(present *x509.Certificate, now time.Time) (*tls.Certificate, error) {
	cert, err := readFile("certificate", o.certFile)
	if err != nil {
		return nil, err
	}
	key, err := readFile("key", o.keyFile)
	if err != nil {
		return nil, err
	}
	both := bytes.Join([][]byte{cert, key}, []byte{0})
	if bytes.Equal(both, o.seen) {
		return nil, nil
	}
	o.seen = both // what cannot be used is reported once
	pair, err := tls.X509KeyPair(cert, key)
	if err != nil {
		return nil, o.wrong(cert, key, err)
	}
	if !now.Before(pair.Leaf.NotAfter) {
		return nil, fmt.Errorf("the certificate in %s ended on %s: get a new one", o.certFile, pair.Leaf.NotAfter.Format(time.DateOnly))
	}
	if now.Before(pair.Leaf.NotBefore) && present == nil {
		return nil, fmt.Errorf("the certificate in %s begins on %s, and the clock of this computer says %s", o.certFile, pair.Leaf.NotBefore.Format(time.DateOnly), now.Format(time.DateOnly))
	}
	warnOpen(o.log, o.keyFile)
	return &pair, nil
}

// wrong says what it is about two files that do not go together.
func (o *own) wrong(cert, key []byte, err error) error {
	switch {
	case !bytes.Contains(cert, []byte("-----BEGIN CERTIFICATE-----")):
		return fmt.Errorf("%s holds no certificate in PEM form, which begins with -----BEGIN CERTIFICATE-----", o.certFile)
	case bytes.Contains(key, []byte("ENCRYPTED")):
		return fmt.Errorf("the key in %s is encrypted; the server needs it without a passphrase", o.keyFile)
	case !bytes.Contains(key, []byte("PRIVATE KEY-----")):
		return fmt.Errorf("%s holds no key in PEM form, which begins with -----BEGIN PRIVATE KEY-----", o.keyFile)
	case strings.Contains(err.Error(), "does not match"): // the library has no other way to tell
		return fmt.Errorf("the key in %s is not that of the certificate in %s", o.keyFile, o.certFile)
	}
	return fmt.Errorf("the certificate in %s and its key in %s cannot be used: %w", o.certFile, o.keyFile, err)
}

func readFile(what, name string) ([]byte, error) {
	text, err := os.ReadFile(filepath.Clean(name))
	if err != nil {
		return nil, fmt.Errorf("read the %s of --tls: %w", what, err)
	}
	return text, nil
}
