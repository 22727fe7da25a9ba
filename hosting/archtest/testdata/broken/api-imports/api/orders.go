package api

import (
	_ "net/http"

	_ "github.com/go-chi/chi/v5"

	_ "github.com/neuroglia-go/neuroglia/data"
	_ "github.com/neuroglia-go/neuroglia/data/uow"
	_ "github.com/neuroglia-go/neuroglia/mediator"
)
