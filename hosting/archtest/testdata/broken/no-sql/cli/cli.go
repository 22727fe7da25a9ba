package cli

import _ "github.com/neuroglia-go/neuroglia/data/postgres"

const summary = "Update the set of orders"
