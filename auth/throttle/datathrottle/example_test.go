package datathrottle_test

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
	"github.com/neuroglia-go/neuroglia/auth/throttle/datathrottle"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/errs"
)

func Example() {
	ctx := context.Background()
	database := memory.New() // one that replicas share, such as PostgreSQL
	replica := func() (*throttle.Throttle, error) {
		store, err := datathrottle.New(database, datathrottle.Config{})
		if err != nil {
			return nil, err
		}
		return throttle.New(throttle.Config{Store: store, Account: throttle.Limit{Free: 2}})
	}
	one, err := replica()
	if err != nil {
		fmt.Println(err)
		return
	}
	other, err := replica()
	if err != nil {
		fmt.Println(err)
		return
	}
	attempt := throttle.Attempt{Account: "ada"}
	for _, limits := range []*throttle.Throttle{one, other, one} {
		err := limits.Allow(ctx, attempt)
		fmt.Println(err == nil || errs.CodeOf(err) != throttle.CodeTooManyAttempts)
	}
	// Output:
	// true
	// true
	// false
}
