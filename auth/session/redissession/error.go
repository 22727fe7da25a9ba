package redissession

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/redis/go-redis/v9"

	"github.com/neuroglia-go/neuroglia/errs"
)

// explain returns the error of an operation: an errs.KindUnavailable where it may go away by
// itself. Nil stays nil.
func explain(doing string, err error) error {
	if err == nil {
		return nil
	}
	err = fmt.Errorf("%s: %w", doing, err)
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) || !passing(err) {
		return err
	}
	return errs.Unavailable("storage_unavailable", "the sessions cannot be reached; try again later").Wrap(err)
}

// passing says whether the error is that of a connection, or of a server that is not ready.
func passing(err error) bool {
	said, ok := errors.AsType[redis.Error](err)
	if !ok {
		return true
	}
	code, _, _ := strings.Cut(said.Error(), " ")
	switch code {
	case "LOADING", "READONLY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "OOM", "NOREPLICAS", "MISCONF":
		return true
	default:
		return false
	}
}
