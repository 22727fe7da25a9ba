package validation

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// networkRules are for addresses of people and machines.
func networkRules() map[string]builtin {
	return map[string]builtin{
		// Few read the grammar of mail addresses the same way, so only the plain ones
		// are decided here.
		"email":            {says: "must be an email address", fits: fitText, build: onText(isPlainEmail), partly: true},
		"url":              text("must be a URL", isURL),
		"http_url":         text("must be an HTTP URL", isHTTPURL("http", "https")),
		"https_url":        text("must be an HTTPS URL", isHTTPURL("https")),
		"uri":              text("must be a URI", isURI),
		"ip":               text("must be an IP address", func(s string) bool { _, ok := parseIP(s); return ok }),
		"ipv4":             text("must be an IPv4 address", func(s string) bool { v4, ok := parseIP(s); return ok && v4 }),
		"ipv6":             text("must be an IPv6 address", func(s string) bool { v4, ok := parseIP(s); return ok && !v4 }),
		"cidr":             text("must be a network such as 10.0.0.0/8", isCIDR),
		"cidrv4":           text("must be an IPv4 network such as 10.0.0.0/8", isCIDRv4),
		"cidrv6":           text("must be an IPv6 network such as 2001:db8::/32", isCIDRv6),
		"mac":              text("must be a MAC address", isMAC),
		"hostname":         text("must be a host name", isHostnameRFC952),
		"hostname_rfc1123": text("must be a host name", isHostname),
		"hostname_label":   text("must be one label of a host name", isLabel),
		"hostname_port":    text("must be a host and a port such as example.com:443", isHostPort),
		"fqdn":             text("must be a full domain name such as api.example.com", isFQDN),
	}
}

// isPlainEmail matches addresses of letters, digits, '_', '-', '+' and single dots
// at a domain of ordinary labels. Every other address is for validator to decide.
func isPlainEmail(s string) bool {
	local, domain, ok := strings.Cut(s, "@")
	if !ok || len(s) > 254 {
		return false
	}
	dot := true // a dot would be the second, or the first character
	for i := range len(local) {
		b := local[i]
		if b == '.' && dot || b != '.' && b != '_' && b != '-' && b != '+' && !isLetterOrDigit(b) {
			return false
		}
		dot = b == '.'
	}
	if dot {
		return false
	}
	end := strings.LastIndexByte(domain, '.')
	if end < 0 {
		return false
	}
	top := domain[end+1:]
	return top != "" && all(top, isLetter) && isHostname(domain[:end])
}

func isURL(s string) bool {
	s = strings.ToLower(s)
	if s == "" {
		return false
	}
	u, err := url.Parse(s)
	if err != nil || u.Scheme == "" {
		return false
	}
	if u.Scheme == "file" {
		return u.Path != "" && u.Path != "/"
	}
	return u.Host != "" || u.Fragment != "" || u.Opaque != ""
}

func isHTTPURL(schemes ...string) func(string) bool {
	return func(s string) bool {
		u, err := url.Parse(strings.ToLower(s))
		if err != nil || u.Host == "" {
			return false
		}
		return slices.Contains(schemes, u.Scheme)
	}
}

func isURI(s string) bool {
	s, _, _ = strings.Cut(s, "#")
	if s == "" {
		return false
	}
	_, err := url.ParseRequestURI(s)
	return err == nil
}

// parseIP parses an address without a zone. An IPv4 address written as IPv6 is
// one of IPv4.
func parseIP(s string) (v4, ok bool) {
	addr, err := netip.ParseAddr(s)
	return addr.Is4() || addr.Is4In6(), err == nil && addr.Zone() == ""
}

func isCIDR(s string) bool {
	_, _, err := net.ParseCIDR(s)
	return err == nil
}

// isCIDRv4 wants the address of the network itself, as validator does.
func isCIDRv4(s string) bool {
	ip, network, err := net.ParseCIDR(s)
	return err == nil && ip.To4() != nil && network.IP.Equal(ip)
}

func isCIDRv6(s string) bool {
	ip, _, err := net.ParseCIDR(s)
	return err == nil && ip.To4() == nil
}

func isMAC(s string) bool {
	_, err := net.ParseMAC(s)
	return err == nil
}

// isLabel matches one part of a host name: letters, digits and, inside, hyphens.
func isLabel(s string) bool {
	return len(s) <= 63 && s != "" && s[0] != '-' && s[len(s)-1] != '-' && all(s, isLabelByte)
}

func isLabelByte(b byte) bool { return b == '-' || isLetterOrDigit(b) }

// isHostname matches the host names of RFC 1123.
func isHostname(s string) bool {
	for {
		label, rest, more := strings.Cut(s, ".")
		if !isLabel(label) {
			return false
		}
		if !more {
			return true
		}
		s = rest
	}
}

// isHostnameRFC952 does not let a name start with a digit.
func isHostnameRFC952(s string) bool { return s != "" && isLetter(s[0]) && isHostname(s) }

func isHostPort(s string) bool {
	host, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	n, err := strconv.ParseInt(port, 10, 32)
	return err == nil && n >= 1 && n <= 65535 && (host == "" || isHostname(host))
}

// isFQDN matches two or more labels, which may end in a hyphen, the last of which
// starts with a letter; a dot may follow.
func isFQDN(s string) bool {
	s = strings.TrimSuffix(s, ".")
	if len(s) > 253 {
		return false
	}
	labels := 1
	for ; ; labels++ {
		label, rest, more := strings.Cut(s, ".")
		if label == "" || len(label) > 63 || label[0] == '-' || !all(label, isLabelByte) {
			return false
		}
		if !more {
			return labels > 1 && isLetter(label[0])
		}
		s = rest
	}
}
