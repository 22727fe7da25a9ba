package datatest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
)

var concurrencyTests = []subtest{
	{"concurrent writers lose no update", noLostUpdate},
	{"of concurrent claims to a unique value one wins", oneClaimWins},
	{"of concurrent inserts of an id one wins", oneInsertWins},
	{"a query sees all of a commit or nothing", consistentView},
}

type counter struct {
	N int `json:"n"`
}

// increment adds one to the counter under the id, unless it comes too late.
func increment(ctx context.Context, store data.Store, id string) error {
	records, err := store.Load(ctx, people.Name, []string{id})
	if err != nil || len(records) != 1 {
		return errors.Join(err, fmt.Errorf("load found %d documents instead of one", len(records)))
	}
	var c counter
	if err := json.Unmarshal(records[0].Body, &c); err != nil {
		return err
	}
	w := put(id, records[0].Version, fmt.Sprintf(`{"n":%d}`, c.N+1))
	return store.Commit(ctx, data.Batch{Writes: []data.Write{w}})
}

func noLostUpdate(h harness) {
	const rounds = 10
	h.seed(put("1", 0, `{"n":0}`))
	compete(h, func(int) error {
		for range rounds {
			if err := insist(func() error { return increment(h.Context(), h, "1") }); err != nil {
				return err
			}
		}
		return nil
	})
	h.requireStored(map[string]string{"1": fmt.Sprintf(`%d {"n":%d}`, writers*rounds+1, writers*rounds)})
}

func oneClaimWins(h harness) {
	h.seed()
	var won atomic.Int32
	compete(h, func(writer int) error {
		return win(&won, h.Commit(h.Context(), data.Batch{Writes: []data.Write{put(fmt.Sprint(writer), 0, `{"phone":"1"}`)}}))
	})
	require.EqualValues(h, 1, won.Load())
}

func oneInsertWins(h harness) {
	h.seed()
	var won atomic.Int32
	compete(h, func(writer int) error {
		return win(&won, h.Commit(h.Context(), data.Batch{Writes: []data.Write{put("1", 0, fmt.Sprintf(`{"n":%d}`, writer))}}))
	})
	require.EqualValues(h, 1, won.Load())
}

// win counts a commit that succeeded and lets pass one that lost.
func win(won *atomic.Int32, err error) error {
	if _, lost := errors.AsType[*data.DuplicateError](err); lost {
		return nil
	}
	if err == nil {
		won.Add(1)
	}
	return err
}

// consistentView moves one from one counter to another, while others look whether
// the sum is ever anything but the same.
func consistentView(h harness) {
	h.seed(put("a", 0, `{"n":100}`), put("b", 0, `{"n":100}`))
	compete(h, func(writer int) error {
		for i := range 10 {
			if writer%4 != 0 {
				if err := sumIs(h.Context(), h, 200); err != nil {
					return err
				}
				continue
			}
			if err := move(h.Context(), h, 1+i%3); err != nil {
				return err
			}
		}
		return nil
	})
}

func both(ctx context.Context, store data.Store) (records []data.Record, sum int, err error) {
	found, err := store.Query(ctx, people.Name, query.Where(query.ID.In("a", "b")))
	if err == nil && len(found.Records) != 2 {
		err = fmt.Errorf("a query found %d documents instead of two", len(found.Records))
	}
	for _, r := range found.Records {
		var c counter
		err = errors.Join(err, json.Unmarshal(r.Body, &c))
		sum += c.N
	}
	return found.Records, sum, err
}

func sumIs(ctx context.Context, store data.Store, expected int) error {
	_, sum, err := both(ctx, store)
	if err == nil && sum != expected {
		return fmt.Errorf("a query saw half of a commit: the sum is %d and not %d", sum, expected)
	}
	return err
}

func move(ctx context.Context, store data.Store, n int) error {
	records, _, err := both(ctx, store)
	if err != nil {
		return err
	}
	var from, to counter
	if err := errors.Join(json.Unmarshal(records[0].Body, &from), json.Unmarshal(records[1].Body, &to)); err != nil {
		return err
	}
	err = store.Commit(ctx, data.Batch{Writes: []data.Write{
		put("a", records[0].Version, fmt.Sprintf(`{"n":%d}`, from.N-n)),
		put("b", records[1].Version, fmt.Sprintf(`{"n":%d}`, to.N+n)),
	}})
	if _, late := errors.AsType[*data.StaleError](err); late {
		return nil
	}
	return err
}
