package oracle_test

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/internal/conformance/oracle"
	"github.com/neuroglia-go/neuroglia/internal/conformance/shop"
)

func run(t *testing.T, fault shop.Fault) *oracle.Report {
	t.Helper()
	api, err := shop.New(fault)
	require.NoError(t, err)
	document, err := api.Document().JSON()
	require.NoError(t, err)
	report, err := oracle.Run(t.Context(), oracle.Config{Document: document, Handler: api.Handler()})
	require.NoError(t, err)
	return report
}

func TestAnAPIThatKeepsItsDocumentHasNoFindings(t *testing.T) {
	t.Parallel()
	report := run(t, "")
	require.Empty(t, report.Findings, report.String())
	require.Empty(t, report.NeverSucceeded(), "every operation is reached")
	require.Greater(t, report.Mutated, report.Requests/2)
}

func TestEachPlantedFaultIsFound(t *testing.T) {
	t.Parallel()
	tests := map[shop.Fault]struct {
		kind      oracle.Kind
		operation string
	}{
		shop.FaultPanic:     {oracle.ServerError, "placeOrder"},
		shop.FaultTeapot:    {oracle.UndocumentedStatus, "placeOrder"},
		shop.FaultNoTotal:   {oracle.SchemaViolation, "getOrder"},
		shop.FaultNoCheck:   {oracle.AcceptedInvalid, "placeOrder"},
		shop.FaultTooStrict: {oracle.RefusedValid, "placeOrder"},
		shop.FaultPlainText: {oracle.UndocumentedBody, "getOrder"},
		shop.FaultHangUp:    {oracle.NoAnswer, "deleteOrder"},
	}
	for fault, want := range tests {
		t.Run(string(fault), func(t *testing.T) {
			t.Parallel()
			report := run(t, fault)
			require.True(t, slices.ContainsFunc(report.Findings, func(f oracle.Finding) bool {
				return f.Kind == want.kind && f.Operation == want.operation && f.Request != "" && f.Count > 0
			}), report.String())
			require.Contains(t, report.String(), string(want.kind))
		})
	}
}

func TestAnUndocumented500IsAlsoAnUndocumentedStatus(t *testing.T) {
	t.Parallel()
	report := run(t, shop.FaultPanic)
	require.True(t, slices.ContainsFunc(report.Findings, func(f oracle.Finding) bool {
		return f.Kind == oracle.UndocumentedStatus && f.Status == http.StatusInternalServerError
	}), report.String())
}

func TestARunIsRepeatable(t *testing.T) {
	t.Parallel()
	require.Equal(t, run(t, shop.FaultTooStrict).String(), run(t, shop.FaultTooStrict).String())
}

func TestConfigChoosesWhatIsAskedAndReported(t *testing.T) {
	t.Parallel()
	api, err := shop.New(shop.FaultNoTotal)
	require.NoError(t, err)
	document, err := api.Document().YAML()
	require.NoError(t, err)

	var sent, phones int
	report, err := oracle.Run(t.Context(), oracle.Config{
		Document: document, Handler: api.Handler(), Rounds: 3, Mutants: 1, Seed: 7,
		Skip:    func(id string) bool { return id == "uploadPhoto" },
		Allow:   func(f oracle.Finding) bool { return f.Kind == oracle.SchemaViolation },
		Prepare: func(r *http.Request) { sent++; r.Header.Set("Authorization", "Bearer x") },
		Value: func(operation, place string) (any, bool) {
			if operation == "placeOrder" && place == "/phone" {
				phones++
				return "+49301234567", true
			}
			return nil, false
		},
	})
	require.NoError(t, err)
	require.Empty(t, report.Findings, report.String())
	require.Equal(t, report.Requests, sent)
	require.NotContains(t, report.Statuses, "uploadPhoto")
	require.Positive(t, phones)
}

func TestNeverSucceededNamesWhatWasNotReached(t *testing.T) {
	t.Parallel()
	api, err := shop.New("")
	require.NoError(t, err)
	document, err := api.Document().JSON()
	require.NoError(t, err)
	report, err := oracle.Run(t.Context(), oracle.Config{
		Document: document, Handler: http.NotFoundHandler(), Rounds: 1,
		Skip: func(id string) bool { return id != "getOrder" },
	})
	require.NoError(t, err)
	require.Equal(t, []string{"getOrder"}, report.NeverSucceeded())
}

func TestRunRefusesWhatItCannotJudge(t *testing.T) {
	t.Parallel()
	api, err := shop.New("")
	require.NoError(t, err)
	document, err := api.Document().JSON()
	require.NoError(t, err)

	tests := []struct {
		name   string
		config oracle.Config
		want   string
	}{
		{"no document", oracle.Config{Handler: api.Handler()}, "version"},
		{"no JSON", oracle.Config{Document: []byte("{"), Handler: api.Handler()}, "read the document"},
		{"OpenAPI 3.0", oracle.Config{Document: []byte(`{"openapi":"3.0.3","info":{"title":"x","version":"1"},"paths":{}}`), Handler: api.Handler()}, "3.1"},
		{"not valid", oracle.Config{Document: []byte(`{"openapi":"3.1.1","info":{"version":"1"},"paths":{}}`), Handler: api.Handler()}, "not valid"},
		{"no address", oracle.Config{Document: document}, "set one of them"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			_, err := oracle.Run(t.Context(), test.config)
			require.ErrorContains(t, err, test.want)
		})
	}

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = oracle.Run(ended, oracle.Config{Document: document, Handler: api.Handler()})
	require.ErrorIs(t, err, context.Canceled)
}
