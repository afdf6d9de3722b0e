package lantls

import (
	"crypto/x509"
	"fmt"
	"net"
	"net/netip"
	"os"
	"regexp"
	"slices"
	"strings"
)

const localhost = "localhost"

// Machine is what a computer is called and where it is reached.
type Machine struct {
	Host      string
	Addresses []netip.Addr
}

// ThisMachine asks the operating system.
func ThisMachine() (Machine, error) {
	host, err := os.Hostname()
	if err != nil {
		return Machine{}, fmt.Errorf("find the name of this computer: %w", err)
	}
	m := Machine{Host: host}
	all, err := net.InterfaceAddrs()
	if err != nil {
		return m, fmt.Errorf("find the addresses of this computer: %w", err)
	}
	for _, a := range all {
		if p, err := netip.ParsePrefix(a.String()); err == nil {
			m.Addresses = append(m.Addresses, p.Addr())
		}
	}
	return m, nil
}

// names are the names and addresses that a certificate is for, in the order in
// which people should try them.
type names struct {
	dns []string
	ips []netip.Addr
}

// manyAddresses bounds a certificate: computers with many virtual networks have
// hundreds of addresses that no station uses.
const manyAddresses = 64

// namesFor returns what stations may call this machine: the given names first,
// then its own. Addresses of one cable (IPv6 link-local) are left out, because a
// browser cannot ask for them.
func namesFor(m Machine, given names) names {
	out := names{dns: slices.Clone(given.dns), ips: slices.Clone(given.ips)}
	host := strings.ToLower(strings.TrimSuffix(m.Host, "."))
	if isName(host) && host != localhost {
		short, _, _ := strings.Cut(host, ".")
		out.dns = append(out.dns, host, short+".local", short)
	}
	out.dns = append(out.dns, localhost)
	own := slices.Clone(m.Addresses)
	slices.SortStableFunc(own, func(a, b netip.Addr) int { return a.Unmap().Compare(b.Unmap()) }) // IPv4 first
	for _, a := range append(own, netip.MustParseAddr("127.0.0.1"), netip.IPv6Loopback()) {
		if a = a.Unmap().WithZone(""); len(out.ips) < manyAddresses && !a.IsMulticast() && !a.IsUnspecified() && (a.Is4() || !a.IsLinkLocalUnicast()) {
			out.ips = append(out.ips, a)
		}
	}
	out.dns, out.ips = unique(out.dns), unique(out.ips)
	return out
}

// unique drops repetitions and keeps the order.
func unique[T comparable](in []T) []T {
	var out []T
	for _, v := range in {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

var label = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$`)

// isName reports whether s, in lower case, can be a host's name.
func isName(s string) bool {
	if len(s) > 253 {
		return false
	}
	for part := range strings.SplitSeq(s, ".") {
		if !label.MatchString(part) {
			return false
		}
	}
	return true
}

// readNames sorts what an operator gives into names and addresses.
func readNames(given []string) (names, error) {
	var out names
	for _, text := range given {
		s := strings.ToLower(strings.TrimSpace(text))
		if a, err := netip.ParseAddr(strings.Trim(s, "[]")); err == nil {
			out.ips = append(out.ips, a.Unmap().WithZone(""))
			continue
		}
		if !isName(s) {
			return names{}, fmt.Errorf("--tls-name %q is neither a host's name nor an address; write one like talaan.hospital.lan, without https:// and port", text)
		}
		out.dns = append(out.dns, s)
	}
	return out, nil
}

// The domains and addresses of networks that belong to nobody else. An
// authority may certify these, and its own machine, and nothing more.
var (
	homeDomains  = []string{localhost, "local", "lan", "internal", "home.arpa", "intranet", "private"}
	homeNetworks = []string{
		"127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10", "::1/128", "fc00::/7", "fe80::/10",
	}
)

// permits reports whether ca may certify this name. One without constraints
// may certify everything.
func permitsName(ca *x509.Certificate, name string) bool {
	if len(ca.PermittedDNSDomains) == 0 {
		return true
	}
	return slices.ContainsFunc(ca.PermittedDNSDomains, func(d string) bool { return name == d || strings.HasSuffix(name, "."+d) })
}

func permitsAddress(ca *x509.Certificate, a netip.Addr) bool {
	if len(ca.PermittedIPRanges) == 0 {
		return true
	}
	return slices.ContainsFunc(ca.PermittedIPRanges, func(n *net.IPNet) bool { return n.Contains(a.AsSlice()) })
}

// permitted divides names into those that ca may certify and the others.
func permitted(ca *x509.Certificate, n names) (yes names, no []string) {
	for _, d := range n.dns {
		if permitsName(ca, d) {
			yes.dns = append(yes.dns, d)
		} else {
			no = append(no, d)
		}
	}
	for _, a := range n.ips {
		if permitsAddress(ca, a) {
			yes.ips = append(yes.ips, a)
		} else {
			no = append(no, a.String())
		}
	}
	return yes, no
}

// namesOf lists names and addresses of a certificate.
func namesOf(c *x509.Certificate) []string {
	out := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		out = append(out, ip.String())
	}
	return out
}

// covers reports whether a certificate is for all of these.
func covers(c *x509.Certificate, n names) bool {
	for _, d := range n.dns {
		if !slices.Contains(c.DNSNames, d) {
			return false
		}
	}
	for _, a := range n.ips {
		if !slices.ContainsFunc(c.IPAddresses, func(ip net.IP) bool { return ip.Equal(a.AsSlice()) }) {
			return false
		}
	}
	return true
}
