package domain

import clock "time"

type Order struct{ Placed clock.Time }

func Place() Order { return Order{Placed: clock.Now()} }

func (o Order) Age() clock.Duration { return clock.Since(o.Placed) }
