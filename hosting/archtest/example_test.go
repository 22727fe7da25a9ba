package archtest_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/neuroglia-go/neuroglia/hosting/archtest"
)

// The service below testdata has a domain that imports the application, an api that
// imports the integration, and a package that is part of no layer.
func Example() {
	service := filepath.Join("testdata", "broken", "layers")

	findings, err := archtest.Inspect(context.Background(), service, archtest.Service{}.Rules(),
		archtest.Except("layers", "helpers", "no layer", "moves to the domain with the next release"))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, finding := range findings {
		fmt.Println(finding)
	}
	// Output:
	// layers: api/orders.go:5: api imports integration; the api and the integration meet in the composition only
	// layers: domain/order.go:3: domain imports application; the application imports the domain, never the reverse: say what is needed as a type of the domain
}

// Rules are values. This service has a decimal library in its domain, a layer more,
// and a rule of its own.
func ExampleService_Rules() {
	service := archtest.Service{
		DomainAllows: []string{"github.com/shopspring/decimal"},
		Layers:       []archtest.Layer{{Name: "reports", Packages: []string{"reports/..."}, Imports: []string{"domain"}}},
	}
	short := archtest.Rule{Name: "short-names", Check: func(code *archtest.Code) []archtest.Finding {
		var findings []archtest.Finding
		for _, source := range code.Sources {
			if name := source.Types.Name(); strings.Contains(name, "_") {
				findings = append(findings, source.Finding(source.Files[0].Name.Pos(), "is named", name, "use one word"))
			}
		}
		return findings
	}}

	for _, rule := range append(service.Rules(), short) {
		fmt.Println(rule.Name)
	}
	// Output:
	// layers
	// contexts
	// domain-imports
	// application-imports
	// api-imports
	// no-clock
	// no-sql
	// no-locator
	// no-state
	// no-transport
	// no-test-support
	// short-names
}
