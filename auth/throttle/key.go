package throttle

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"strings"
)

// accountKey is a hash, so that a store holds no names and a key has one length.
func accountKey(account string) string {
	return key("account", strings.ToLower(strings.TrimSpace(account)))
}

func addressKey(address string) string { return key("address", network(address)) }

func key(of, value string) string {
	sum := sha256.Sum256([]byte(value))
	return of + ":" + hex.EncodeToString(sum[:16])
}

// network returns what counts as one address: an IPv4 address, or the /64 of an IPv6 one.
// What is no address counts as it stands.
func network(address string) string {
	addr, err := netip.ParseAddr(strings.Trim(address, "[]"))
	if err != nil {
		port, portErr := netip.ParseAddrPort(address)
		if portErr != nil {
			return address
		}
		addr = port.Addr()
	}
	addr = addr.WithZone("").Unmap()
	if addr.Is4() {
		return addr.String()
	}
	return netip.PrefixFrom(addr, 64).Masked().String()
}
