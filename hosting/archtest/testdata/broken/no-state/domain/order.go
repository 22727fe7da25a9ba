package domain

import "github.com/neuroglia-go/neuroglia/errs"

var ErrClosed error = errs.Conflict("closed", "the shop is closed; come back tomorrow")

var steps = []string{"placed", "shipped"}

var last int

var known = map[string]bool{}

var Limit = 10

type price struct{ cents int }

func (p *price) raise() { p.cents++ }

var pizza price

var menu = &price{}

func init() { known["placed"] = true }

func Next() (int, string) {
	last++
	pizza.raise()
	return last, steps[last]
}
