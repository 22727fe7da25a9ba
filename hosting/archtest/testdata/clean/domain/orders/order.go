package orders

import (
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/clean/domain/stock/contract"
)

// ErrShipped is no state: nobody writes to it.
var ErrShipped error = errs.Conflict("shipped", "the order is on its way; return it instead")

// next is a table.
var next = map[string]string{"placed": "shipped"}

type Order struct {
	Status string
	Placed time.Time
	Item   contract.Item
}

// Late compares times; the method After is not the function.
func (o *Order) Late(now time.Time) bool { return now.After(o.Placed.Add(time.Hour)) }

func (o *Order) Ship() error {
	if next[o.Status] == "" {
		return ErrShipped
	}
	o.Status = next[o.Status]
	return nil
}
