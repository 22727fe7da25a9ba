package codec_test

import (
	"fmt"
	"os"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

func Example() {
	type Pizza struct {
		Name     string   `json:"name"`
		Size     int      `json:"size"`
		Toppings []string `json:"toppings"`
	}
	c := codec.New()

	var pizza Pizza
	err := c.Unmarshal([]byte(`{"name": 7, "size": "large", "colour": "red"}`), &pizza, codec.Options{})
	for _, fault := range errs.From(err).Fields {
		fmt.Println(fault)
	}

	if err := c.Unmarshal([]byte(`{"name": "Margherita", "size": 30}`), &pizza, codec.Options{}); err != nil {
		panic(err)
	}
	_ = c.Marshal(os.Stdout, &pizza)
	// Output:
	// body /name: must be a string
	// body /size: must be a whole number
	// body /colour: is not a field that is read here
	// {"name":"Margherita","size":30,"toppings":[]}
}
