package main

import (
	"fmt"
	"io"
	"net"
	"time"

	"talaan/internal/app"
	"talaan/internal/demo"
	"talaan/internal/lantls"
)

// server is what a command that serves needs to know, besides the address.
type server struct {
	storage
	BillingUnit time.Duration `help:"Length of one unit of the bed meter." default:"1h" env:"TALAAN_BILLING_UNIT" placeholder:"1h"`
	AuditHeads  string        `help:"A file, on a USB stick or a network share, to which the head of the audit trail is written every hour, as it is to audit-heads.txt in the data folder." env:"TALAAN_AUDIT_HEADS" placeholder:"FILE"`
	TLS         string        `name:"tls" help:"auto makes the hospital's own certificate authority and renews the server's certificate; CERT,KEY are PEM files of your own; off is plain HTTP." default:"off" env:"TALAAN_TLS" placeholder:"auto|CERT,KEY|off"`
	TLSName     []string      `name:"tls-name" help:"One more name or address by which stations reach the server, for --tls auto; may be given several times." env:"TALAAN_TLS_NAME" placeholder:"NAME"`
}

func (s server) listening(address string) app.Config {
	c := s.config()
	c.Listen, c.BillingUnit, c.AuditHeads = address, s.BillingUnit, s.AuditHeads
	c.TLS, c.TLSNames = s.TLS, s.TLSName
	return c
}

type serveCmd struct {
	server
	Listen string `help:"Address to answer on." default:":8080" env:"TALAAN_LISTEN" placeholder:"ADDR"`
}

// Run serves until the process is told to stop.
func (c *serveCmd) Run(e *env) error {
	a, err := app.Open(e.ctx, c.listening(c.Listen))
	if err != nil {
		return err
	}
	return a.Serve(e.ctx, func(at net.Addr) {
		_, _ = fmt.Fprintf(e.stdout, "Talaan %s answers on %s\n", app.Version, address(at, a.TLS()))
		sayTrust(e.stdout, at, a.TLS())
	})
}

// sayTrust tells where stations find the server and how they come to trust it.
func sayTrust(w io.Writer, at net.Addr, s lantls.State) {
	tcp, ok := at.(*net.TCPAddr)
	if !ok || s.Mode == lantls.Off {
		return
	}
	if tcp.IP.IsUnspecified() {
		for _, a := range s.Addresses(tcp.Port) {
			_, _ = fmt.Fprintf(w, "  stations open   %s\n", a)
		}
	}
	if s.Fingerprint != "" {
		_, _ = fmt.Fprintf(w, "  how to trust it %s/trust\n  fingerprint     SHA-256 %s\n", address(at, s), s.Fingerprint)
	}
}

// address is how a browser on this machine reaches the server.
func address(at net.Addr, s lantls.State) string {
	tcp, ok := at.(*net.TCPAddr)
	if !ok {
		return at.String()
	}
	host := "localhost"
	if !tcp.IP.IsUnspecified() && !tcp.IP.IsLoopback() {
		host = tcp.IP.String()
	}
	scheme := "https"
	if s.Mode == lantls.Off {
		scheme = "http"
	}
	return fmt.Sprintf("%s://%s", scheme, net.JoinHostPort(host, fmt.Sprint(tcp.Port)))
}

type demoCmd struct {
	server
	Listen string `help:"Address to answer on." default:"127.0.0.1:8080" env:"TALAAN_LISTEN" placeholder:"ADDR"`
}

// Run fills an empty data folder with a made-up hospital and serves it.
func (c *demoCmd) Run(e *env) error {
	config := c.listening(c.Listen)
	if err := demo.Fill(e.ctx, config); err != nil {
		return fmt.Errorf("make the demo hospital: %w", err)
	}
	a, err := app.Open(e.ctx, config)
	if err != nil {
		return err
	}
	return a.Serve(e.ctx, func(at net.Addr) {
		_, _ = fmt.Fprintf(e.stdout, "\nTalaan's demo hospital is at %s\n", address(at, a.TLS()))
		sayTrust(e.stdout, at, a.TLS())
		_, _ = fmt.Fprintln(e.stdout)
		for _, u := range demo.SignIns() {
			_, _ = fmt.Fprintf(e.stdout, "  %-13s user id %-11s password %s\n", u.Role, u.UserID, u.Password)
		}
		_, _ = fmt.Fprintln(e.stdout, "\nEverything in it is made up. Stop it with Ctrl-C.")
	})
}
