package datatest

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/eventstore"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// folded is what the log says, record by record, without the repositories.
type folded struct {
	states   map[string]accountState // by stream
	versions map[string]int64
	units    map[string]int // how many events each unit of work has
	last     eventstore.Position
}

func fold(ctx context.Context, log eventstore.Store) (*folded, error) {
	f := &folded{states: map[string]accountState{}, versions: map[string]int64{}, units: map[string]int{}}
	for r, err := range log.ReadAll(ctx, 0, eventstore.Filter{}) {
		if err != nil {
			return nil, err
		}
		if r.Position <= f.last || r.Version != f.versions[r.Stream]+1 {
			return nil, fmt.Errorf("%s@%d at %d came after version %d and position %d", r.Stream, r.Version, r.Position, f.versions[r.Stream], f.last)
		}
		f.last, f.versions[r.Stream] = r.Position, r.Version
		if err := f.apply(&r); err != nil {
			return nil, err
		}
	}
	return f, nil
}

func (f *folded) apply(r *eventstore.Record) error {
	state := f.states[r.Stream]
	switch r.Type {
	case "account.opened":
		var e accountOpened
		if err := data.Decode(r.Data, &e); err != nil {
			return err
		}
		state = state.Apply(e)
	case "account.money_moved":
		var e moneyMoved
		if err := data.Decode(r.Data, &e); err != nil {
			return err
		}
		state = state.Apply(e)
		f.units[e.In]++
	default:
		return fmt.Errorf("%s@%d is a %s, which nobody recorded", r.Stream, r.Version, r.Type)
	}
	f.states[r.Stream] = state
	return nil
}

// compare returns how what is stored differs from what the events say, and from what the
// writers were told.
func (b bank) compare(ctx context.Context, l *ledger) error {
	f, err := fold(ctx, b.log)
	if err != nil {
		return err
	}
	receipts, err := b.receipts.Find(ctx, query.All())
	if err != nil {
		return err
	}
	kept := map[string]bool{}
	for _, r := range receipts.Items {
		kept[r.Value.In] = true
	}
	return errors.Join(f.compareStates(ctx, b), f.compareUnits(kept, l))
}

// compareStates holds that the state of each aggregate is the fold of its events.
func (f *folded) compareStates(ctx context.Context, b bank) (faults error) {
	stored := map[string]bool{}
	for prefix, repository := range map[string]data.Repository[*account, string]{"account-": b.accounts, "vault-": b.vaults} {
		page, err := repository.Find(ctx, query.All())
		if err != nil {
			return err
		}
		var sum int64
		for _, a := range page.Items {
			stream := prefix + a.ID()
			stored[stream] = true
			sum += a.State().Balance
			if state := f.states[stream]; state != a.State() || f.versions[stream] != a.Version() {
				faults = errors.Join(faults, fmt.Errorf("the state of %s is %+v in version %d, and its events say %+v in version %d",
					stream, a.State(), a.Version(), state, f.versions[stream]))
			}
		}
		if prefix == "account-" && sum != 0 {
			faults = errors.Join(faults, fmt.Errorf("half of a transfer is there: the sum of all accounts is %d", sum))
		}
	}
	for stream := range f.states {
		if !stored[stream] {
			faults = errors.Join(faults, fmt.Errorf("%s has events and no state", stream))
		}
	}
	return faults
}

// eventsOfUnit are those of the accounts and that of the vault.
const eventsOfUnit = 3

// compareUnits holds that each unit is there as a whole or not at all, as its writer was told.
func (f *folded) compareUnits(kept map[string]bool, l *ledger) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	var faults []string
	for k, e := range l.entries {
		in := k.id(0)
		events := f.units[in]
		there := kept[in] && events == eventsOfUnit
		switch {
		case kept[in] != there || !there && events > 0:
			faults = append(faults, fmt.Sprintf("of unit %v, which ended with %c, there are %d of %d events, and a document: %v", k, e.verdict, events, eventsOfUnit, kept[in]))
		case e.verdict == acknowledged && !there:
			faults = append(faults, fmt.Sprintf("unit %v was acknowledged and is gone", k))
		case !e.verdict.mayBeSeen() && there:
			faults = append(faults, fmt.Sprintf("unit %v was refused (%c) and is there", k, e.verdict))
		}
		delete(kept, in)
	}
	for in := range kept {
		faults = append(faults, fmt.Sprintf("unit %s is there and was never begun", in))
	}
	if len(faults) == 0 {
		return nil
	}
	return errors.New(strings.Join(firstOf(faults), "\n"))
}
