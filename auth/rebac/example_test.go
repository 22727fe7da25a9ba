package rebac_test

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
)

func Example() {
	model := rebac.MustParseModel(`
model
  schema 1.1
type user
type group
  relations
    define member: [user, group#member]
type post
  relations
    define is_owner: [user]
    define can_update: [user, group#member] or is_owner
`)
	ctx := context.Background()
	authorizer := rebac.NewMemory(model, rebac.Config{})
	post := rebac.Object("post", "42")
	err := authorizer.Write(ctx, []rebac.Tuple{
		{User: "user:ann", Relation: "is_owner", Object: post},
		{User: "user:bob", Relation: "member", Object: "group:editors"},
		{User: rebac.Userset("group:editors", "member"), Relation: "can_update", Object: post},
	}, nil)
	fmt.Println(err)
	for _, user := range []string{"user:ann", "user:bob", "user:eve"} {
		fmt.Println(user, rebac.Require(ctx, authorizer, rebac.Tuple{User: user, Relation: "can_update", Object: post}))
	}
	fmt.Println(authorizer.Check(ctx, rebac.Tuple{User: "user:ann", Relation: "can_updat", Object: post}))
	// Output:
	// <nil>
	// user:ann <nil>
	// user:bob <nil>
	// user:eve you may not do this; ask the owner of the object for access
	// false the model has no relation "can_updat" of "post"
}

func ExampleParseModel() {
	_, err := rebac.ParseModel(`model
  schema 1.1
type user
type post
  relations
    define can_update: [user, usr#admin] or owner
    define can_delete: [user with on_weekdays]
`)
	fmt.Println(err)
	// Output:
	// the authorization model is not right:
	// line 7, column 30: conditions are not supported; keep what depends on the request in a policy of the program
}
