package domain_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

func requested(t *testing.T) *domain.Transfer {
	t.Helper()
	transfer, err := domain.RequestTransfer("x1", "a1", "a2", domain.Cents(5), "rent", noon)
	require.NoError(t, err)
	return transfer
}

func TestATransferTakesItsStepsInOrder(t *testing.T) {
	t.Parallel()
	paths := map[string][]domain.TransferStatus{
		"completed":   {domain.Held, domain.Credited, domain.Completed},
		"rejected":    {domain.Rejected},
		"compensated": {domain.Held, domain.Compensated},
	}
	for name, path := range paths {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			transfer := requested(t)
			for _, to := range path {
				require.False(t, transfer.State().Status.Over())
				require.NoError(t, transfer.Advance(to, "", noon))
				require.NoError(t, transfer.Advance(to, "", noon), "what is so already may be said again")
			}
			require.True(t, transfer.State().Status.Over())
			require.Len(t, transfer.State().History, len(path)+1)
			for _, text := range domain.TransferStatus("").Values() {
				if to := domain.TransferStatus(text); to != transfer.State().Status {
					require.Equal(t, "transfer_state", errs.CodeOf(transfer.Advance(to, "", noon)), to)
				}
			}
		})
	}
}

func TestATransferThatMakesNoSense(t *testing.T) {
	t.Parallel()
	_, err := domain.RequestTransfer("x1", "a1", "a1", domain.Cents(5), "", noon)
	require.Equal(t, "same_account", errs.CodeOf(err))
	_, err = domain.RequestTransfer("x1", "a1", "a2", domain.Cents(0), "", noon)
	require.Equal(t, "domain_rule", errs.CodeOf(err))
	require.Equal(t, "transfer_state", errs.CodeOf(requested(t).Advance(domain.Completed, "", noon)))
}
