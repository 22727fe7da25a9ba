package behavior

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"reflect"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
)

// Idempotent is a command that its sender may repeat, because nobody told how it ended: it
// carries a key that the sender has made up for it. An empty key asks for nothing.
type Idempotent interface {
	IdempotencyKey() string
}

// The codes of refused repetitions.
const (
	// CodeIdempotencyMismatch is a key that was used for another request: an
	// errs.KindUnprocessable.
	CodeIdempotencyMismatch = "idempotency_mismatch"
	// CodeIdempotencyRace is a repetition at the same time as the first: an
	// errs.KindConflict, to be among the Conflicts of the [RetryPolicy].
	CodeIdempotencyRace = "idempotency_race"
)

// Idempotency carries out a command with a key once. A repetition gets the answer of the first
// one, without its handler being called; the key with another request of the type is refused. Key,
// request and answer are stored in the unit of work of the command, so there is no moment at
// which one is there without the other.
//
// It must stand inside of [UnitOfWork], and [Retry] outside, with the code
// [CodeIdempotencyRace]: of two that come at the same time one commits, and the other finds its
// answer. A command that fails is not remembered. The answer has to survive being stored as
// JSON. What is older than a program wants to remember it deletes by [Idempotency.Clean].
type Idempotency struct {
	answers data.Repository[*data.Document[answer], string]
}

// answer is what is remembered of a command.
type answer struct {
	ID string `json:"id"`
	// Key is the type of the command and the hash of its key. It is unique.
	Key string `json:"key"`
	// Request is the hash of the request, without which the key would give away the answer to another.
	Request string `json:"request"`
	Answer  string `json:"answer"`
	// At is when it was carried out.
	At time.Time `json:"at"`
}

// NewIdempotency returns the behaviour, which keeps the answers in the collection
// "idempotent_answers" of the store.
func NewIdempotency(store data.Store) (*Idempotency, error) {
	answers, err := data.NewDocuments(store, data.Config{
		Collection: "idempotent_answers",
		Unique:     []data.Index{{Name: "key", Fields: []string{"key"}, Code: CodeIdempotencyRace}},
		Indexes:    []data.Index{{Name: "at", Fields: []string{"at"}}},
	}, func(a *answer) string { return a.ID })
	if err != nil {
		return nil, err
	}
	return &Idempotency{answers: answers}, nil
}

// Applies lets only commands through that are [Idempotent].
func (*Idempotency) Applies(to *mediator.Info) bool {
	return to.Kind == mediator.KindCommand && mediator.Implements[Idempotent](to)
}

// Handle answers for a repetition, or calls next and remembers its answer.
func (b *Idempotency) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	request, _ := call.Request().(Idempotent)
	if request == nil || request.IdempotencyKey() == "" {
		return next(ctx, call)
	}
	body, err := data.Encode(call.Request())
	if err != nil {
		return err
	}
	a := answer{
		ID: eventstore.NewID(), Key: call.Name() + "/" + hash([]byte(request.IdempotencyKey())), Request: hash(body), At: time.Now().UTC(),
	}
	known, err := b.answers.Find(ctx, query.Where(answerKey.Eq(a.Key)).Limit(1))
	if err != nil {
		return err
	}
	if len(known.Items) > 0 {
		return known.Items[0].Value.repeat(call, a.Request)
	}
	if err := next(ctx, call); err != nil {
		return err
	}
	text, err := data.Encode(call.Result())
	if err != nil {
		return err
	}
	a.Answer = string(text)
	return b.answers.Add(ctx, data.NewDocument(a))
}

var (
	answerKey query.Text             = "key"
	answerAt  query.Field[time.Time] = "at"
)

// repeat gives the call the answer that was given before.
func (a answer) repeat(call *mediator.Call, request string) error {
	if a.Request != request {
		return errs.New(errs.KindUnprocessable, CodeIdempotencyMismatch, "the idempotency key was used for another request; make up a new one")
	}
	result := reflect.New(call.Info().Result)
	if err := data.Decode([]byte(a.Answer), result.Interface()); err != nil {
		return err
	}
	return call.SetResult(result.Elem().Interface())
}

// Clean forgets the commands that were carried out before the time, a thousand at most, and
// returns how many there were. They would be carried out again.
func (b *Idempotency) Clean(ctx context.Context, before time.Time) (int, error) {
	page, err := b.answers.Find(ctx, query.Where(answerAt.Lt(before)).Limit(1000))
	if err != nil {
		return 0, err
	}
	for i, old := range page.Items {
		if err := b.answers.Remove(ctx, old); err != nil && !errors.Is(err, errs.KindConflict) {
			return i, err
		}
	}
	return len(page.Items), nil
}

func hash(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

var (
	_ mediator.Behavior  = (*Idempotency)(nil)
	_ mediator.Selective = (*Idempotency)(nil)
)
