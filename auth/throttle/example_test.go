package throttle_test

import (
	"context"
	"fmt"
	"time"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
	"github.com/neuroglia-go/neuroglia/errs"
)

func Example() {
	ctx, now := context.Background(), time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	limits, err := throttle.New(throttle.Config{
		Account: throttle.Limit{Free: 2, First: 10 * time.Second},
		Now:     func() time.Time { return now },
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	attempt := throttle.Attempt{Account: "ada", Address: "192.0.2.1:5678"}
	for range 3 {
		err := limits.Allow(ctx, attempt)
		fmt.Println(err == nil)
		if err != nil {
			fmt.Println(errs.CodeOf(err), err)
		}
	}
	// Output:
	// true
	// true
	// false
	// too_many_attempts too many attempts to sign in; try again in 10s
}
