package mvctest_test

import (
	"context"
	"fmt"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
)

// printT is a test that prints how it failed.
type printT struct{}

func (printT) Helper()                           {}
func (printT) Fatalf(format string, args ...any) { panic(fmt.Sprintf(format, args...)) }

func Example() {
	services := di.NewServices()
	app := mvc.NewApp(mvc.Config{}, mvc.Controller[*notes](func() *notes { return &notes{} }))
	app.Register(services)
	if _, err := services.Build(context.Background()); err != nil {
		panic(err)
	}
	document, err := app.OpenAPI()
	if err != nil {
		panic(err)
	}

	c := mvctest.New(printT{}, app.Handler(), document)
	var added note
	c.Post("/notes", note{ID: "n-1", Text: "hello"}).Expect(200).JSON(&added)
	fmt.Println(added.ID)
	fmt.Println(c.Post("/notes", note{}).Expect(422).Problem("validation_failed").Faults())
	// Output:
	// n-1
	// [body /text: is required]
}
