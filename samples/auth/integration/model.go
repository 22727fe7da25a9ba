package integration

import _ "embed"

// model says who may change what by who relates to what, in the language of OpenFGA.
//
//go:embed model.fga
var model string
