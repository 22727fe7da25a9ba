package integration

import "github.com/neuroglia-go/neuroglia/di"

type Mail struct{}

// All takes the function as a value.
var All = di.ResolveAll[Mail]
