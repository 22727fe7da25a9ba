package application

import (
	_ "context"
	_ "log/slog"
	_ "net/http"
	_ "net/url"
	_ "os"

	_ "github.com/google/uuid"

	_ "github.com/neuroglia-go/neuroglia/data/memory"
	_ "github.com/neuroglia-go/neuroglia/mediator"
	_ "github.com/neuroglia-go/neuroglia/mvc"
)
