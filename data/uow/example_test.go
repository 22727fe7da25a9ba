package uow_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/memory"
	"github.com/neuroglia-go/neuroglia/data/query"
	"github.com/neuroglia-go/neuroglia/data/uow"
)

type account struct {
	ID      string `json:"id"`
	Balance int64  `json:"balance"`
}

func Example() {
	ctx := context.Background()
	accounts, err := data.NewDocuments(memory.New(), data.Config{Collection: "accounts"}, func(a *account) string { return a.ID })
	if err != nil {
		fmt.Println(err)
		return
	}
	transfer := func(from, to string, amount int64) error {
		return uow.Do(ctx, func(ctx context.Context) error {
			giver, err := accounts.Get(ctx, from)
			if err != nil {
				return err
			}
			taker, err := accounts.Get(ctx, to)
			if err != nil {
				return err
			}
			giver.Value.Balance -= amount
			taker.Value.Balance += amount
			uow.AfterCommit(ctx, func(context.Context) { fmt.Println("moved", amount) })
			if err := errors.Join(accounts.Update(ctx, giver), accounts.Update(ctx, taker)); err != nil {
				return err
			}
			if giver.Value.Balance < 0 {
				return fmt.Errorf("account %q has not got %d", from, amount)
			}
			return nil
		})
	}

	_ = accounts.Add(ctx, data.NewDocument(account{ID: "a", Balance: 10}))
	_ = accounts.Add(ctx, data.NewDocument(account{ID: "b"}))
	fmt.Println(transfer("a", "b", 7))
	fmt.Println(transfer("a", "b", 7))
	page, _ := accounts.Find(ctx, query.All())
	for _, a := range page.Items {
		fmt.Println(a.Value.ID, a.Value.Balance)
	}
	// Output:
	// moved 7
	// <nil>
	// account "a" has not got 7
	// a 3
	// b 7
}
