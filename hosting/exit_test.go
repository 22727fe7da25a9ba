package hosting_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/hosting"
)

func TestExitCodes(t *testing.T) {
	t.Parallel()
	want := map[errs.Kind]int{
		errs.KindInternal: 70, errs.KindInvalid: 65, errs.KindUnprocessable: 65, errs.KindUnauthenticated: 77, errs.KindForbidden: 77,
		errs.KindNotFound: 66, errs.KindConflict: 73, errs.KindPreconditionFailed: 73, errs.KindPreconditionRequired: 73,
		errs.KindTooMany: 75, errs.KindUnavailable: 69, errs.KindTimeout: 75, errs.KindNotImplemented: 69, errs.KindGone: 66,
		errs.KindTooLarge: 65, errs.KindUnsupported: 65,
	}
	for _, kind := range errs.Kinds() {
		require.Equal(t, want[kind], hosting.ExitCode(fmt.Errorf("wrapped: %w", errs.New(kind, "", ""))), kind.String())
	}
	require.Zero(t, hosting.ExitCode(nil))
	require.Equal(t, 70, hosting.ExitCode(errors.New("anything")))
	require.Equal(t, hosting.ExitConfig, hosting.ExitCode(&di.BuildError{}))
	require.Equal(t, hosting.ExitAborted, hosting.ExitCode(errors.Join(errors.New("x"), hosting.ErrAborted)))
}
