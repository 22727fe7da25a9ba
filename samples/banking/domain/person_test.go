package domain_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/samples/banking/domain"
)

func TestCustomersAreOfAge(t *testing.T) {
	t.Parallel()
	for born, ok := range map[string]bool{"2008-11-20": true, "2008-11-21": false, "1950-02-28": true, "20th of May": false, "": false} {
		err := domain.CheckAge(domain.Details{DateOfBirth: born}, noon)
		if ok {
			require.NoError(t, err, born)
			continue
		}
		require.Equal(t, "domain_rule", errs.CodeOf(err), born)
	}
}

func TestAnErasedPersonIsGone(t *testing.T) {
	t.Parallel()
	p := domain.RegisterPerson("p1", domain.Sealed("secret"), noon)
	require.NoError(t, p.ChangeDetails(domain.Sealed("other"), noon))
	require.Equal(t, domain.Sealed("other"), p.State().Details)
	require.NoError(t, p.AddAccount("a1", noon))
	require.Equal(t, "accounts_open", errs.CodeOf(p.Erase(noon)))
	p.RemoveAccount("a1", noon)
	p.RemoveAccount("a1", noon)
	require.Empty(t, p.State().Accounts)
	require.NoError(t, p.Erase(noon.Add(time.Hour)))
	require.Empty(t, p.State().Details)
	require.ErrorIs(t, p.CheckKnown(), errs.KindGone)
	require.Equal(t, "person_erased", errs.CodeOf(p.ChangeDetails(nil, noon)))
	require.Equal(t, "person_erased", errs.CodeOf(p.Erase(noon)))
	require.Equal(t, "person_erased", errs.CodeOf(p.AddAccount("a2", noon)))
	require.Equal(t, "Ada Lovelace", domain.Details{FirstName: "Ada", LastName: "Lovelace"}.Name())
}
