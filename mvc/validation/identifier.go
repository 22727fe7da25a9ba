package validation

import (
	"sort"
	"strings"
)

// identifierRules are for strings that name a thing in a registered or fixed form.
func identifierRules() map[string]builtin {
	uuid := func(says string, version byte, hex func(byte) bool) builtin {
		return builtin{says: says, fits: fitText | fitStringer, build: onText(func(s string) bool { return isUUID(s, version, hex) })}
	}
	return map[string]builtin{
		"uuid":          uuid("must be a UUID", 0, isHex),
		"uuid3":         uuid("must be a UUID of version 3", '3', isLowerHex),
		"uuid4":         uuid("must be a UUID of version 4", '4', isLowerHex),
		"uuid5":         uuid("must be a UUID of version 5", '5', isLowerHex),
		"uuid7":         uuid("must be a UUID of version 7", '7', isLowerHex),
		"uuid_rfc4122":  uuid("must be a UUID", 0, isHex),
		"uuid3_rfc4122": uuid("must be a UUID of version 3", '3', isHex),
		"uuid4_rfc4122": uuid("must be a UUID of version 4", '4', isHex),
		"uuid5_rfc4122": uuid("must be a UUID of version 5", '5', isHex),
		// The expression of validator folds case, which two characters outside
		// ASCII take part in; they are left to it.
		"ulid":             {says: "must be a ULID", fits: fitText | fitStringer, build: onText(isULID), partly: true},
		"mongodb":          text("must be a MongoDB object id", exactly(24, isLowerHex)),
		"iso3166_1_alpha2": text("must be a two-letter country code such as DE", inCodes(countries, 2)),
		"iso4217":          text("must be a currency code such as EUR", inCodes(currencies, 3)),
		"md4":              text("must be an MD4 hash", exactly(32, isLowerHex)),
		"md5":              text("must be an MD5 hash", exactly(32, isLowerHex)),
		"sha256":           text("must be a SHA-256 hash", exactly(64, isLowerHex)),
		"sha384":           text("must be a SHA-384 hash", exactly(96, isLowerHex)),
		"sha512":           text("must be a SHA-512 hash", exactly(128, isLowerHex)),
		"ripemd128":        text("must be a RIPEMD-128 hash", exactly(32, isLowerHex)),
		"ripemd160":        text("must be a RIPEMD-160 hash", exactly(40, isLowerHex)),
		"tiger128":         text("must be a Tiger-128 hash", exactly(32, isLowerHex)),
		"tiger160":         text("must be a Tiger-160 hash", exactly(40, isLowerHex)),
		"tiger192":         text("must be a Tiger-192 hash", exactly(48, isLowerHex)),
	}
}

// isUUID matches the form 8-4-4-4-12. A version fixes the first digit of the
// third group, and from 4 on the variant in the fourth.
func isUUID(s string, version byte, hex func(byte) bool) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch i {
		case 8, 13, 18, 23:
			if s[i] != '-' {
				return false
			}
		default:
			if !hex(s[i]) {
				return false
			}
		}
	}
	if version == 0 {
		return true
	}
	return s[14] == version && (version == '3' || strings.IndexByte("89abAB", s[19]) >= 0)
}

// isULID matches [0-7][A-HJKMNP-TV-Z0-9]{25} in any case.
func isULID(s string) bool {
	return len(s) == 26 && s[0] >= '0' && s[0] <= '7' && all(s, func(b byte) bool {
		return isLetterOrDigit(b) && strings.IndexByte("ILOU", b&^0x20) < 0
	})
}

// inCodes matches one of the codes of the given size, which stand sorted and
// without a separator in the list.
func inCodes(list string, size int) func(string) bool {
	code := func(i int) string { return list[i*size : (i+1)*size] }
	count := len(list) / size
	return func(s string) bool {
		i := sort.Search(count, func(i int) bool { return code(i) >= s })
		return i < count && code(i) == s
	}
}
