package eventing

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// aside is what a shard knows of the keys whose events wait: one entry for each, that says
// what happens to the first of them. The events themselves are letters in the store.
type aside map[string]held

// held is the first letter of a key.
type held struct {
	position eventstore.Position
	state    State
	due      time.Time
}

// headOf returns what has to be known of the first letter of a key.
func headOf(l Letter) held { return held{position: l.Position, state: l.State, due: l.NextAttempt} }

// add notes a letter of a key; the first one counts.
func (a aside) add(key string, h held) {
	if first, ok := a[key]; !ok || h.position <= first.position {
		a[key] = h
	}
}

// has reports whether events of the key wait.
func (a aside) has(key string) bool {
	_, ok := a[key]
	return ok
}

// due returns the keys whose first event is to be tried, in the order of its positions.
func (a aside) due(now time.Time) []string {
	var keys []string
	for key, h := range a {
		if h.state != Parked && !h.due.After(now) {
			keys = append(keys, key)
		}
	}
	slices.SortFunc(keys, func(x, y string) int { return compare(a[x].position, a[y].position) })
	return keys
}

// next returns when the next event is to be tried.
func (a aside) next() (t time.Time, ok bool) {
	for _, h := range a {
		if h.state != Parked && (!ok || h.due.Before(t)) {
			t, ok = h.due, true
		}
	}
	return t, ok
}

// blocking finds the letters of the shard that events of their keys wait behind, in order.
func (w *worker) blocking(conditions ...query.Condition) query.Query {
	return query.Where(letterSubscription.Eq(w.Name), letterShard.Eq(w.shard), letterState.Ne(string(Dead))).
		Where(conditions...).OrderBy(letterPosition.Asc())
}

// loadAside learns from the store which keys of the shard wait.
func (w *worker) loadAside(ctx context.Context) (aside, error) {
	last, err := w.letters.Find(ctx, query.Where(letterSubscription.Eq(w.Name), letterShard.Eq(w.shard)).OrderBy(letterPosition.Desc()).Limit(1))
	if err != nil {
		return nil, err
	}
	w.lettered = 0
	for _, d := range last.Items {
		w.lettered = d.Value.Position
	}
	a := aside{}
	for cursor := query.Cursor(""); ; {
		p, err := w.letters.Find(ctx, w.blocking().After(cursor).Limit(longestPage))
		if err != nil {
			return nil, err
		}
		for _, d := range p.Items {
			a.add(d.Value.Key, headOf(d.Value))
		}
		if cursor = p.Next; cursor == "" {
			return a, nil
		}
	}
}

// setAside passes an event that failed and leaves a letter in its place.
func (w *worker) setAside(ctx context.Context, k keyed, through eventstore.Position, cause error) error {
	now := time.Now().UTC()
	l := w.judge(w.letter(k, Retrying, now), cause, now)
	err := w.advance(ctx, nil, through, func(ctx context.Context) error { return w.keep(ctx, l) })
	if err != nil {
		return err
	}
	if l.State != Dead {
		w.aside.add(l.Key, headOf(l))
	}
	w.lament(ctx, l, cause)
	return nil
}

// keep stores a letter. Where the shard was moved back there may be one from before, that it
// takes the place of.
func (w *worker) keep(ctx context.Context, l Letter) error {
	if l.Position > w.lettered {
		return w.letters.Add(ctx, data.NewDocument(l))
	}
	d, err := w.letters.Get(ctx, l.ID)
	if errors.Is(err, errs.KindNotFound) {
		return w.letters.Add(ctx, data.NewDocument(l))
	}
	if err != nil {
		return err
	}
	d.Value = l
	return w.letters.Update(ctx, d)
}
