package eventing

import (
	"context"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// LetterQuery says which letters to find. What is empty is not looked at.
type LetterQuery struct {
	Subscription string
	// ID is one letter.
	ID string
	// Key is all letters of a key.
	Key string
	// State is all letters in one state.
	State State
	// Page and Size say which part of the letters to return, from page 1. 0 means page 1, and 50
	// letters.
	Page, Size int
}

func (q LetterQuery) query() query.Query {
	found := query.All()
	add := func(value string, c query.Condition) {
		if value != "" {
			found = found.Where(c)
		}
	}
	add(q.Subscription, letterSubscription.Eq(q.Subscription))
	add(q.ID, query.ID.Eq(q.ID))
	add(q.Key, letterKey.Eq(q.Key))
	add(string(q.State), letterState.Eq(string(q.State)))
	return found.OrderBy(letterSubscription.Asc(), letterPosition.Asc())
}

// Letters returns the events that were set aside, by subscription and position.
func (e *Engine) Letters(ctx context.Context, q LetterQuery) (query.Page[Letter], error) {
	size := q.Size
	if size <= 0 {
		size = 50
	}
	found, err := e.letters.Find(ctx, q.query().Page(max(q.Page, 1), size))
	return query.MapPage(found, func(d *data.Document[Letter]) Letter { return d.Value }), err
}

// Replay has the letters tried again at once, with all attempts before them, and returns how
// many there are. Those that wait behind another one follow it. A dead one holds up the later
// events of its key while it is tried. Page and Size do not count; Subscription is required.
func (e *Engine) Replay(ctx context.Context, q LetterQuery) (int, error) {
	return e.settleLetters(ctx, q, func(ctx context.Context, d *data.Document[Letter]) (bool, error) {
		if d.Value.State == Waiting {
			return false, nil
		}
		d.Value.State, d.Value.Attempts, d.Value.NextAttempt = Retrying, 0, time.Now().UTC()
		return true, e.letters.Update(ctx, d)
	})
}

// Drop gives the letters up and returns how many there were: their events are never
// handled. Those that wait behind one that is dropped are handled next. Page and Size do not
// count; Subscription is required.
func (e *Engine) Drop(ctx context.Context, q LetterQuery) (int, error) {
	return e.settleLetters(ctx, q, func(ctx context.Context, d *data.Document[Letter]) (bool, error) {
		return true, e.letters.Remove(ctx, d)
	})
}

// settleLetters does something about all letters that are found, in one unit of work, and has the
// owners of their shards look again.
func (e *Engine) settleLetters(
	ctx context.Context, q LetterQuery, do func(ctx context.Context, d *data.Document[Letter]) (bool, error),
) (count int, err error) {
	if q.Subscription == "" {
		return 0, errs.Invalid("subscription_required", "say which subscription the letters are of")
	}
	r, err := e.runner(q.Subscription)
	if err != nil {
		return 0, err
	}
	err = r.command(ctx, func(ctx context.Context, _ *control) error {
		count = 0
		found, err := e.letters.Find(ctx, q.query())
		if err != nil {
			return err
		}
		for _, d := range found.Items {
			done, err := do(ctx, d)
			if err != nil {
				return err
			}
			if done {
				count++
			}
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	return count, nil
}
