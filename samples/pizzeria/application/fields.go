package application

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/samples/pizzeria/domain"
)

// What queries look at, by its place in the stored state.
const (
	orderStatus    query.Field[domain.Status] = "status"
	orderPhone     query.Text                 = "customer.phone"
	orderTime      query.Field[time.Time]     = "order_time"
	orderConfirmed query.Field[time.Time]     = "confirmed_time"
	orderReady     query.Field[time.Time]     = "ready_time"
	pizzaName      query.Text                 = "name"
	customerPhone  query.Text                 = "phone"
)
