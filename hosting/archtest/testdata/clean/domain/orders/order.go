package orders

import (
	"regexp"
	"time"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting/archtest/testdata/clean/domain/stock/contract"
)

// ErrShipped is no state: nobody writes to it.
var ErrShipped error = errs.Conflict("shipped", "the order is on its way; return it instead")

// next is a table.
var next = map[string]string{"placed": "shipped"}

// number is a pointer, to what does not change.
var number = regexp.MustCompile(`^[0-9]+$`)

type Order struct {
	Status string
	Placed time.Time
	Item   contract.Item
}

// Late compares times; the method After is not the function.
func (o *Order) Late(now time.Time) bool { return now.After(o.Placed.Add(time.Hour)) }

// init is a method.
func (o *Order) init(n string) bool { return number.MatchString(n) }

func (o *Order) Ship() error {
	if next[o.Status] == "" {
		return ErrShipped
	}
	o.Status = next[o.Status]
	return nil
}
