package cloudevents

import (
	"net/netip"
	"strings"
)

// The grammar of RFC 3986. net/url reads more than that, and changes what it writes.

// isURIReference reports whether s is a URI-reference, section 4.1.
func isURIReference(s string) bool {
	s, fragment, _ := strings.Cut(s, "#")
	return hasOnly(fragment, "/?") && isHierarchy(s, false)
}

// isAbsoluteURI reports whether s is an absolute-URI, section 4.3: one with a scheme and
// without a fragment.
func isAbsoluteURI(s string) bool { return isHierarchy(s, true) }

// isHierarchy reports whether s is a URI without a fragment, or a reference if it need not
// be absolute.
func isHierarchy(s string, absolute bool) bool {
	s, query, _ := strings.Cut(s, "?")
	if !hasOnly(query, "/?") {
		return false
	}
	scheme, rest, found := strings.Cut(s, ":")
	switch {
	case found && !strings.Contains(scheme, "/"):
		if !isScheme(scheme) {
			return false
		}
		s = rest
	case absolute:
		return false
	}
	if rest, found = strings.CutPrefix(s, "//"); found {
		end := strings.IndexByte(rest, '/')
		if end < 0 {
			end = len(rest)
		}
		return isAuthority(rest[:end]) && hasOnly(rest[end:], "/")
	}
	return hasOnly(s, "/")
}

func isScheme(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		switch {
		case c >= 'a' && c <= 'z':
		case i > 0 && (s[i] >= '0' && s[i] <= '9' || strings.IndexByte("+-.", s[i]) >= 0):
		default:
			return false
		}
	}
	return s != ""
}

func isAuthority(s string) bool {
	if user, host, found := strings.Cut(s, "@"); found {
		if !hasOnly(user, "") {
			return false
		}
		s = host
	}
	if literal, found := strings.CutPrefix(s, "["); found {
		address, port, closed := strings.Cut(literal, "]")
		return closed && isLiteral(address) && (port == "" || port[0] == ':' && isDigits(port[1:]))
	}
	host, port, _ := strings.Cut(s, ":")
	return isDigits(port) && !strings.Contains(host, "@") && hasOnly(host, "")
}

// isLiteral reports whether s is an IPv6 address or one of a future version, as they
// stand in brackets.
func isLiteral(s string) bool {
	if s != "" && s[0]|0x20 == 'v' {
		version, address, _ := strings.Cut(s[1:], ".")
		return isHex(version) && address != "" && !strings.ContainsAny(address, "%@") && hasOnly(address, "")
	}
	address, err := netip.ParseAddr(s)
	return err == nil && address.Is6() && address.Zone() == ""
}

// hasOnly reports whether s consists of what may stand in a segment of a path, pchar,
// and of the further characters.
func hasOnly(s, further string) bool {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case isAlphanumeric(c), strings.IndexByte("-._~!$&'()*+,;=:@", c) >= 0:
		case c == '%':
			if i+2 >= len(s) || !isHex(s[i+1:i+3]) {
				return false
			}
			i += 2
		case strings.IndexByte(further, c) < 0:
			return false
		}
	}
	return true
}

func isAlphanumeric(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}

func isDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

func isHex(s string) bool { return s != "" && strings.Trim(s, "0123456789abcdefABCDEF") == "" }
