package auth_test

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

func ExampleAuthorize() {
	type Order struct{ CustomerID string }
	sees := auth.AnyOf(
		auth.Owner(func(o Order) string { return o.CustomerID }),
		auth.For[Order](auth.AnyRole("chef", "manager")),
	)
	order := Order{CustomerID: "ann"}
	for _, who := range []auth.Identity{{}, {Subject: "ann"}, {Subject: "bob"}, {Subject: "eve", Roles: []string{"chef"}}} {
		err := auth.Authorize(auth.NewContext(context.Background(), who), sees, order)
		if err != nil {
			fmt.Printf("%q: %s, %v\n", who.Subject, errs.KindOf(err), err)
			continue
		}
		fmt.Printf("%q: granted\n", who.Subject)
	}
	// Output:
	// "": unauthenticated, nobody is signed in; sign in and try again
	// "ann": granted
	// "bob": forbidden, you may not do this; it needs owner or (role chef or role manager)
	// "eve": granted
}

func ExampleHierarchy() {
	roles, err := auth.NewHierarchy(
		auth.Grant{Role: "super_admin", Includes: []string{"admin"}},
		auth.Grant{Role: "admin", Includes: []string{"user"}, Permissions: []string{"users:manage"}},
		auth.Grant{Role: "user"},
	)
	if err != nil {
		fmt.Println(err)
		return
	}
	type Account struct{ Role string }
	manages := auth.AllOf(
		auth.For[Account](roles.Permission("users:manage")),
		auth.Outranks(roles, func(a Account) string { return a.Role }),
	)
	admin := auth.NewContext(context.Background(), auth.Identity{Subject: "ann", Roles: []string{"admin"}})
	fmt.Println(manages)
	fmt.Println(auth.Authorize(admin, manages, Account{Role: "user"}))
	fmt.Println(auth.Authorize(admin, manages, Account{Role: "admin"}))
	// Output:
	// permission users:manage and a higher role
	// <nil>
	// you may not do this; it needs permission users:manage and a higher role
}
