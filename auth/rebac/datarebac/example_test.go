package datarebac_test

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/auth/rebac/datarebac"
	"github.com/neuroglia-go/neuroglia/data/memory"
)

func Example() {
	ctx := context.Background()
	model := rebac.MustParseModel(`
model
  schema 1.1
type user
type post
  relations
    define is_owner: [user]
    define can_update: [user] or is_owner
`)
	authorizer, err := datarebac.New(memory.New(), model, datarebac.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	err = authorizer.Write(ctx, []rebac.Tuple{{User: "user:ann", Relation: "is_owner", Object: "post:42"}}, nil)
	fmt.Println(err)
	for _, user := range []string{"user:ann", "user:bob"} {
		fmt.Println(rebac.Require(ctx, authorizer, rebac.Tuple{User: user, Relation: "can_update", Object: "post:42"}))
	}
	// Output:
	// <nil>
	// <nil>
	// you may not do this; ask the owner of the object for access
}
