package projection

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Comparison is what two versions of a projection have in common at one position.
type Comparison struct {
	// Position is how far both had come.
	Position eventstore.Position
	// Rows is how many ids one of them had at least, Equal how many of these rows were the
	// same in both.
	Rows, Equal int
	// Differences are those that were not, by kind of row and id, the first ones of each.
	Differences []Difference
}

// Difference is a row that is not the same in two versions.
type Difference struct {
	// Row is the kind of the row, "" for the one that is named like the projection, and ID its id.
	Row, ID string
	// Pointer is the RFC 6901 JSON pointer of the member that differs, "" for the whole row.
	Pointer string
	// Old and New are the JSON of the member, "" where it does not exist.
	Old, New string
}

// String returns the difference in a line: "o-17/status: \"ready\" | \"delivered\"".
func (d Difference) String() string {
	return fmt.Sprintf("%s%s: %s | %s", d.ID, d.Pointer, d.Old, d.New)
}

// mostDifferences is how many differences a comparison keeps.
const mostDifferences = 100

// Compare compares the rows of two versions of the program at one position of the log: before
// a switch, it tells what that would change. Both have to have caught up. They are paused
// meanwhile and go on afterwards, so reads of their own writes wait; a program that dies in
// it leaves them paused. Members that only one version has are differences too.
func (p *Projections) Compare(ctx context.Context, name string, from, to int) (c Comparison, err error) {
	var of [2]*plan
	for i, version := range []int{from, to} {
		if of[i], err = p.subscribed(name, version); err != nil {
			return c, err
		}
		if err = p.caughtUp(ctx, of[i], of[i].Wait); err != nil {
			return c, err
		}
	}
	if from == to {
		return c, errs.Invalid("same_version", "version %d is to be compared with itself", from)
	}
	var running []string // and not paused by somebody who has a reason
	for _, of := range of {
		s, err := p.status(ctx, of)
		if err != nil {
			return c, err
		}
		if !s.Paused {
			running = append(running, s.Name)
		}
	}
	defer func() {
		for _, name := range running {
			err = errors.Join(err, p.engine.Resume(context.WithoutCancel(ctx), name))
		}
	}()
	for {
		if c, err = p.compare(ctx, of); err != nil {
			return c, fmt.Errorf("compare the versions %d and %d of the projection %q: %w", from, to, name, err)
		}
		still, err := p.stand(ctx, of, c.Position)
		if still || err != nil {
			return c, err
		}
	}
}

// compare stops both versions, brings them to the end of the log as it is now, and compares
// their rows.
func (p *Projections) compare(ctx context.Context, of [2]*plan) (c Comparison, err error) {
	if c.Position, err = p.align(ctx, of); err != nil {
		return c, err
	}
	for _, k := range of[0].rows {
		other, ok := of[1].row(k.name)
		if !ok {
			continue // a kind of row that is not kept any more
		}
		if err := p.compareRows(ctx, &c, k, other); err != nil {
			return c, err
		}
	}
	return c, nil
}

// align returns the position to which it has brought both versions.
func (p *Projections) align(ctx context.Context, of [2]*plan) (eventstore.Position, error) {
	for _, of := range of {
		if err := p.engine.Pause(ctx, of.Subscription()); err != nil {
			return 0, err
		}
	}
	log, err := eventstore.Of(p.store)
	if err != nil {
		return 0, err
	}
	head, err := log.Head(ctx)
	if err != nil {
		return 0, err
	}
	for _, of := range of {
		if err := p.engine.CatchUpTo(ctx, of.Subscription(), head); err != nil {
			return 0, err
		}
	}
	return head, nil
}

// stand reports whether both versions are at the position still: a program that had not
// noticed that they are paused may have gone on.
func (p *Projections) stand(ctx context.Context, of [2]*plan, at eventstore.Position) (bool, error) {
	for _, of := range of {
		s, err := p.status(ctx, of)
		if err != nil {
			return false, err
		}
		for _, shard := range s.Shards {
			if shard.Position > at {
				return false, nil
			}
		}
	}
	return true, nil
}

func (p *plan) row(name string) (keeping, bool) {
	i := slices.IndexFunc(p.rows, func(k keeping) bool { return k.name == name })
	if i < 0 {
		return keeping{}, false
	}
	return p.rows[i], true
}

// compareRows goes through both collections in the order of ids.
func (p *Projections) compareRows(ctx context.Context, c *Comparison, from, to keeping) error {
	nextOld, stopOld := iter.Pull2(p.records(ctx, from.collection.Name))
	defer stopOld()
	nextNew, stopNew := iter.Pull2(p.records(ctx, to.collection.Name))
	defer stopNew()
	old, oldErr, hasOld := nextOld()
	fresh, freshErr, hasNew := nextNew()
	for hasOld || hasNew {
		if err := errors.Join(oldErr, freshErr); err != nil {
			return err
		}
		c.Rows++
		takeOld := hasOld && (!hasNew || old.ID <= fresh.ID)
		takeNew := hasNew && (!hasOld || fresh.ID <= old.ID)
		var a, b data.Record
		if takeOld {
			a = old
			old, oldErr, hasOld = nextOld()
		}
		if takeNew {
			b = fresh
			fresh, freshErr, hasNew = nextNew()
		}
		if err := c.add(from.name, a, b); err != nil {
			return err
		}
	}
	return errors.Join(oldErr, freshErr)
}

// compared is how many rows are read at once.
const compared = 500

// records reads all documents of a collection in the order of their ids.
func (p *Projections) records(ctx context.Context, collection string) iter.Seq2[data.Record, error] {
	return func(yield func(data.Record, error) bool) {
		q := query.All()
		for {
			found, err := p.store.Query(ctx, collection, q.OrderBy(query.ID.Asc()).Limit(compared))
			if err != nil {
				yield(data.Record{}, err)
				return
			}
			for _, r := range found.Records {
				if !yield(r, nil) {
					return
				}
			}
			if len(found.Records) < compared {
				return
			}
			q = query.Where(query.ID.Gt(found.Records[compared-1].ID))
		}
	}
}

// add compares two rows, of which one may not exist.
func (c *Comparison) add(row string, a, b data.Record) error {
	id := a.ID
	if id == "" {
		id = b.ID
	}
	found, err := diff(a.Body, b.Body)
	if err != nil {
		return fmt.Errorf("compare the row %q: %w", id, err)
	}
	if len(found) == 0 {
		c.Equal++
	}
	for _, d := range found {
		if len(c.Differences) < mostDifferences {
			d.Row, d.ID = row, id
			c.Differences = append(c.Differences, d)
		}
	}
	return nil
}

// diff returns the members in which two JSON values differ.
func diff(a, b []byte) ([]Difference, error) {
	if a == nil || b == nil {
		return []Difference{{Old: string(a), New: string(b)}}, nil
	}
	old, err := parse(a)
	if err != nil {
		return nil, err
	}
	fresh, err := parse(b)
	if err != nil {
		return nil, err
	}
	return diffValues(nil, "", old, fresh), nil
}
