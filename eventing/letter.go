package eventing

import (
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// State says what a [Letter] waits for.
type State string

// The states of a letter.
const (
	// Retrying waits for its next attempt. The later events of its key wait behind it.
	Retrying State = "retrying"
	// Waiting waits behind an earlier event of its key, and was not tried.
	Waiting State = "waiting"
	// Parked was tried as often as Retry says and waits for somebody to replay or drop it. The
	// later events of its key wait behind it.
	Parked State = "parked"
	// Dead was tried as often as Retry says, and nothing waits for it.
	Dead State = "dead"
)

// Letter is an event that a subscription has set aside: because it failed, or because an
// earlier one of its key did. It is stored in the unit of work that passes the event, so
// that none is lost and none is forgotten.
type Letter struct {
	// ID is the name of the subscription and the position of the event.
	ID           string `json:"id"`
	Subscription string `json:"subscription"`
	Shard        int    `json:"shard"`
	// Key is what the Config.Key of the subscription says of the event.
	Key string `json:"key"`
	// Position, EventID, Type and Stream are those of the event.
	Position eventstore.Position `json:"position"`
	EventID  string              `json:"event_id"`
	Type     string              `json:"type"`
	Stream   string              `json:"stream"`
	State    State               `json:"state"`
	// Attempts is how often the event was tried since it was set aside or replayed.
	Attempts int `json:"attempts"`
	// Error is what the last attempt failed with.
	Error string `json:"error"`
	// NextAttempt is not before when it is tried again.
	NextAttempt time.Time `json:"next_attempt"`
	// FirstFailed is when it was set aside.
	FirstFailed time.Time `json:"first_failed"`
}

const lettersCollection = "subscription_letters"

// The fields that letters are found by.
const (
	letterSubscription query.Text       = "subscription"
	letterKey          query.Text       = "key"
	letterState        query.Text       = "state"
	letterShard        query.Field[int] = "shard"
	letterPosition     query.Field[int] = "position"
)

func lettersConfig() data.Config {
	return data.Config{
		Collection:    lettersCollection,
		UnknownFields: data.IgnoreUnknown,
		Indexes: []data.Index{
			{Fields: []string{"subscription", "shard", "position"}},
			{Fields: []string{"subscription", "key", "position"}},
		},
	}
}

// letterID sorts as the positions do.
func letterID(name string, p eventstore.Position) string { return fmt.Sprintf("%s/%019d", name, p) }

// letter returns the letter for an event that is set aside at the time.
func (w *worker) letter(k keyed, state State, now time.Time) Letter {
	return Letter{
		ID: letterID(w.Name, k.Position), Subscription: w.Name, Shard: w.shard, Key: k.key,
		Position: k.Position, EventID: k.ID, Type: k.Type, Stream: k.Stream,
		State: state, NextAttempt: now, FirstFailed: now,
	}
}
