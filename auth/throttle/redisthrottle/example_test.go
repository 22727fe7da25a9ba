package redisthrottle_test

import (
	"context"
	"fmt"

	"github.com/redis/go-redis/v9"

	"github.com/neuroglia-go/neuroglia/auth/throttle"
	"github.com/neuroglia-go/neuroglia/auth/throttle/redisthrottle"
	"github.com/neuroglia-go/neuroglia/errs"
)

// The client may be one of a cluster or of sentinels. Here nobody listens where it looks.
func ExampleNew() {
	client := redis.NewUniversalClient(&redis.UniversalOptions{Addrs: []string{"127.0.0.1:1"}, MaxRetries: -1})
	defer func() { _ = client.Close() }()
	limits, err := throttle.New(throttle.Config{Store: redisthrottle.New(client, redisthrottle.Config{Prefix: "shop:"})})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = limits.Allow(context.Background(), throttle.Attempt{Account: "ada"})
	fmt.Println(errs.CodeOf(err))
	// Output:
	// throttle_unavailable
}
