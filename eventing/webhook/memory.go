package webhook

import "time"

const (
	// remembered is how long a sender may take to come back.
	remembered = 5 * time.Minute
	// maxRemembered is how many events are remembered at most.
	maxRemembered = 10_000
)

// memory keeps what was handled although its sender was asked to come back, because it took
// long or another event of the batch failed, so that it is not handled anew with every try.
type memory map[identity]time.Time

// add remembers the event, if there is room.
func (m memory) add(key identity, now time.Time) {
	if len(m) >= maxRemembered {
		for old, until := range m {
			if until.Before(now) {
				delete(m, old)
			}
		}
	}
	if len(m) < maxRemembered {
		m[key] = now.Add(remembered)
	}
}

func (m memory) has(key identity, now time.Time) bool {
	until, found := m[key]
	return found && now.Before(until)
}
