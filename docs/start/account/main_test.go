package main

import (
	"context"
	"os"
	"path/filepath"
)

func Example_run() {
	dir, err := os.MkdirTemp("", "account")
	check(err)
	defer os.RemoveAll(dir)
	for range 2 {
		check(run(context.Background(), "sqlite:"+filepath.Join(dir, "account.db")))
	}
	// Output:
	// 7  Ada     90.00
	// 8  Grace  110.00
	// 7  Ada     80.00
	// 8  Grace  120.00
}
