package behavior

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"net/url"
	"reflect"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
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
// A key is that of its sender, the identity in ctx: the same key of somebody else is another one.
// All who are not signed in are one sender; what they are answered must not be a secret, or their
// keys must be hard to guess.
//
// It must stand inside of [UnitOfWork], and [Retry] outside, with the code
// [CodeIdempotencyRace]: of two that come at the same time one commits, and the other finds its
// answer. A command that fails is not remembered. The answer has to survive being stored as
// JSON. What is older than a program wants to remember it deletes by [Idempotency.Clean].
//
// Of key and request only hashes are kept. Who has a hash can guess what it is of, where that is
// no more than a name and a birthday: a program that has to forget people gives a [Fingerprint].
// The key is made up by the sender and ought to say nothing.
type Idempotency struct {
	answers     data.Repository[*data.Document[answer], string]
	fingerprint Fingerprint
}

// IdempotencyOption changes what [NewIdempotency] returns.
type IdempotencyOption func(*Idempotency)

// Fingerprint returns what is remembered of a request to know it again: a hash of its body, which
// is the request as JSON. The default is SHA-256. One with a secret, such as an HMAC with a key of
// the person that the request is about, says nothing to those who do not have the secret, and to
// nobody once that was thrown away.
//
// It is called in the unit of work of the command, after its handler, and for a repetition with the
// result of the first: who the request is about may be known from the one or the other. An error
// is the answer; a secret that is gone is best an errs.KindGone.
type Fingerprint func(ctx context.Context, body []byte, request, result any) ([]byte, error)

// FingerprintBy has requests remembered as f says.
func FingerprintBy(f Fingerprint) IdempotencyOption {
	return func(b *Idempotency) { b.fingerprint = f }
}

// answer is what is remembered of a command.
type answer struct {
	ID string `json:"id"`
	// Key is the type of the command and the hash of its key and sender. It is unique.
	Key string `json:"key"`
	// Request is the fingerprint of the request, without which the key would give away the answer to another.
	Request string `json:"request"`
	Answer  string `json:"answer"`
	// At is when it was carried out.
	At time.Time `json:"at"`
}

// NewIdempotency returns the behaviour, which keeps the answers in the collection
// "idempotent_answers" of the store.
func NewIdempotency(store data.Store, options ...IdempotencyOption) (*Idempotency, error) {
	answers, err := data.NewDocuments(store, data.Config{
		Collection: "idempotent_answers",
		Unique:     []data.Index{{Name: "key", Fields: []string{"key"}, Code: CodeIdempotencyRace}},
		Indexes:    []data.Index{{Name: "at", Fields: []string{"at"}}},
	}, func(a *answer) string { return a.ID })
	if err != nil {
		return nil, err
	}
	b := &Idempotency{answers: answers, fingerprint: plain}
	for _, option := range options {
		option(b)
	}
	return b, nil
}

// plain is the fingerprint of requests about which there is no secret.
func plain(_ context.Context, body []byte, _, _ any) ([]byte, error) {
	sum := sha256.Sum256(body)
	return sum[:], nil
}

// Applies lets only commands through that are [Idempotent].
func (*Idempotency) Applies(to *mediator.Info) bool {
	// A method of the pointer counts: what is taken to be carried out once must not be twice.
	declared := mediator.Implements[Idempotent](to) || reflect.PointerTo(to.Request).Implements(reflect.TypeFor[Idempotent]())
	return to.Kind == mediator.KindCommand && declared
}

// Handle answers for a repetition, or calls next and remembers its answer.
func (b *Idempotency) Handle(ctx context.Context, call *mediator.Call, next mediator.Next) error {
	request, ok := mediator.As[Idempotent](call)
	if !ok || request.IdempotencyKey() == "" {
		return next(ctx, call)
	}
	body, err := data.Encode(call.Request())
	if err != nil {
		return err
	}
	key := call.Name() + "/" + keyOf(ctx, request)
	known, err := b.answers.Find(ctx, query.Where(answerKey.Eq(key)).Limit(1))
	if err != nil {
		return err
	}
	if len(known.Items) > 0 {
		return b.repeat(ctx, call, body, known.Items[0].Value)
	}
	if err := next(ctx, call); err != nil {
		return err
	}
	return b.remember(ctx, call, body, key)
}

// keyOf returns the hash of the key and of whose it is.
func keyOf(ctx context.Context, request Idempotent) string {
	sender, _ := auth.FromContext(ctx) // nobody where it cannot be told: all guests are one
	// The escaped parts hold no '#', so that nobody can make up the key of somebody else.
	sum := sha256.Sum256([]byte(url.QueryEscape(sender.Issuer) + "#" + url.QueryEscape(sender.Subject) + "#" + request.IdempotencyKey()))
	return hex.EncodeToString(sum[:])
}

// remember keeps the answer that was given.
func (b *Idempotency) remember(ctx context.Context, call *mediator.Call, body []byte, key string) error {
	text, err := data.Encode(call.Result())
	if err != nil {
		return err
	}
	mark, err := b.fingerprint(ctx, body, call.Request(), call.Result())
	if err != nil {
		return err
	}
	return b.answers.Add(ctx, data.NewDocument(answer{
		ID: eventstore.NewID(), Key: key, Request: hex.EncodeToString(mark), Answer: string(text), At: time.Now().UTC(),
	}))
}

// repeat gives the call the answer that was given before.
func (b *Idempotency) repeat(ctx context.Context, call *mediator.Call, body []byte, a answer) error {
	result := reflect.New(call.Info().Result)
	if err := data.Decode([]byte(a.Answer), result.Interface()); err != nil {
		return err
	}
	mark, err := b.fingerprint(ctx, body, call.Request(), result.Elem().Interface())
	if err != nil {
		return err
	}
	if a.Request != hex.EncodeToString(mark) {
		return errs.New(errs.KindUnprocessable, CodeIdempotencyMismatch, "the idempotency key was used for another request; make up a new one")
	}
	return call.SetResult(result.Elem().Interface())
}

var (
	answerKey query.Text             = "key"
	answerAt  query.Field[time.Time] = "at"
)

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

var (
	_ mediator.Behavior  = (*Idempotency)(nil)
	_ mediator.Selective = (*Idempotency)(nil)
)
