package domain

import (
	_ "encoding/json"
	_ "fmt"
	_ "log/slog"

	_ "github.com/google/uuid"

	_ "github.com/neuroglia-go/neuroglia/data/aggregate"
	_ "github.com/neuroglia-go/neuroglia/mediator"
)
