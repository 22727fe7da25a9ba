package eventstore

import (
	"slices"
	"strconv"
	"strings"
)

// StreamName returns the name of a stream: "order-42" for the category "order". A
// category has no '-'.
func StreamName(category, id string) string { return category + "-" + id }

// Category returns the part of a stream's name before the first '-', or all of it.
func Category(stream string) string {
	category, _, _ := strings.Cut(stream, "-")
	return category
}

// SplitName takes the name of an event apart: "order.confirmed.v2" is the type
// "order.confirmed" in version 2. A name without version is in version 1.
func SplitName(name string) (kind string, version int) {
	if i := strings.LastIndex(name, ".v"); i > 0 {
		digits := name[i+2:]
		if n, err := strconv.Atoi(digits); err == nil && n > 0 && strconv.Itoa(n) == digits {
			return name[:i], n
		}
	}
	return name, 1
}

// JoinName returns the name that [SplitName] takes apart.
func JoinName(kind string, version int) string { return kind + ".v" + strconv.Itoa(version) }

func within(all []string, one string) bool { return len(all) == 0 || slices.Contains(all, one) }
