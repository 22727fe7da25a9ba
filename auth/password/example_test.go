package password_test

import (
	"context"
	"fmt"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/auth/password"
)

func Example() {
	ctx := context.Background()
	hasher, err := password.New(password.Config{Pepper: auth.NewSecret("at least 32 bytes out of the environment")})
	if err != nil {
		fmt.Println(err)
		return
	}
	hash, err := hasher.Hash(ctx, auth.NewSecret("correct horse battery staple"))
	if err != nil {
		fmt.Println(err)
		return
	}
	right, _ := hasher.Verify(ctx, auth.NewSecret("correct horse battery staple"), hash)
	wrong, _ := hasher.Verify(ctx, auth.NewSecret("Tr0ub4dor&3"), hash)
	fmt.Println(strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1,"), right, wrong, hasher.NeedsRehash(hash))
	// Output: true true false false
}

func ExampleNew_faults() {
	_, err := password.New(password.Config{Pepper: auth.NewSecret("salt"), Scheme: password.Bcrypt{Cost: 4}})
	fmt.Println(err)
	// Output:
	// password: Pepper has 4 bytes and needs at least 32; generate one with: openssl rand -base64 48
	// password: Bcrypt.Cost is 4 and must be between 10 and 20
}
