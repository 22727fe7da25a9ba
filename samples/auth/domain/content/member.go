package content

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// Source is where a member is known from.
type Source string

// The sources.
const (
	SourceLocal    Source = "local"
	SourceProvider Source = "idp"
)

// MemberState is what is stored of a member.
type MemberState struct {
	ID       string    `json:"id"`
	Username string    `json:"username"`
	FullName string    `json:"full_name,omitempty"`
	IsActive bool      `json:"is_active"`
	Source   Source    `json:"source"`
	SyncedAt time.Time `json:"synced_at"`
}

// AggregateID is the identity of the member, which is that at its source.
func (s MemberState) AggregateID() string { return s.ID }

// Member is somebody who may write.
type Member struct {
	aggregate.Root[MemberState]
}

// Account is what a source says of a member.
type Account struct {
	Username string `json:"username"`
	FullName string `json:"full_name,omitempty"`
	IsActive bool   `json:"is_active"`
}

// MemberJoined begins a member.
type MemberJoined struct {
	MemberID string    `json:"member_id"`
	Account  Account   `json:"account"`
	Source   Source    `json:"source"`
	At       time.Time `json:"at"`
}

// MemberSynchronized is news of a member from the source.
type MemberSynchronized struct {
	Account Account   `json:"account"`
	At      time.Time `json:"at"`
}

// MemberLeft ends a member.
type MemberLeft struct {
	MemberID string    `json:"member_id"`
	At       time.Time `json:"at"`
}

// EventName is the name in the log; it never changes once an event is stored.
func (MemberJoined) EventName() string { return "member.joined.v1" }

// EventName is the name in the log.
func (MemberSynchronized) EventName() string { return "member.synchronized.v1" }

// EventName is the name in the log.
func (MemberLeft) EventName() string { return "member.left.v1" }

// Apply folds an event into the state.
func (s MemberState) Apply(event aggregate.Event) MemberState {
	switch e := event.(type) {
	case MemberJoined:
		s = MemberState{ID: e.MemberID, Source: e.Source}
		s.take(e.Account, e.At)
	case MemberSynchronized:
		s.take(e.Account, e.At)
	}
	return s
}

func (s *MemberState) take(a Account, at time.Time) {
	s.Username, s.FullName, s.IsActive, s.SyncedAt = a.Username, a.FullName, a.IsActive, at
}

// Join returns a new member.
func Join(id string, account Account, source Source, at time.Time) *Member {
	m := new(Member)
	m.Record(MemberJoined{MemberID: id, Account: account, Source: source, At: at})
	return m
}

// Synchronize takes over what the source says, unless it said so before what is known already,
// and reports whether it did.
func (m *Member) Synchronize(account Account, at time.Time) bool {
	if !at.After(m.State().SyncedAt) {
		return false
	}
	m.Record(MemberSynchronized{Account: account, At: at})
	return true
}

// Leave ends the member, who is to be removed then.
func (m *Member) Leave(at time.Time) { m.Record(MemberLeft{MemberID: m.ID(), At: at}) }
