package auth_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

func TestEveryDecisionIsToldOnceBeforeItTakesEffect(t *testing.T) {
	t.Parallel()
	var heard []auth.Decision
	auditor := auth.AuditorFunc(func(_ context.Context, d auth.Decision) { heard = append(heard, d) })
	ctx := auth.Audited(as(t.Context(), "ann", "chef"), auditor, "orders.Cook")
	require.NoError(t, auth.Require(ctx, auth.AnyRole("driver", "chef")))
	require.Error(t, auth.Require(ctx, auth.Role("manager")))
	require.Error(t, auth.Require(auth.Audited(t.Context(), auditor, "orders.List"), nil))
	require.Len(t, heard, 3)
	require.True(t, heard[0].Granted())
	require.False(t, heard[0].Refused())
	require.Equal(t, "ann", heard[0].Identity.Subject)
	require.Equal(t, "orders.Cook", heard[0].Action)
	require.Equal(t, "role driver or role chef", heard[0].Policy.String())
	require.True(t, heard[1].Refused())
	require.True(t, heard[2].Refused())
	require.True(t, heard[2].Identity.IsZero())
	require.Equal(t, "nobody", heard[2].Policy.String())

	require.NoError(t, auth.Require(auth.Audited(ctx, nil, ""), auth.Role("chef")))
	require.Len(t, heard, 3, "nobody is told any more")
}

func TestTheLogTellsWhoWhatAndWhy(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	ctx := auth.Audited(t.Context(), auth.NewLogAuditor(slog.New(slog.NewJSONHandler(&out, nil))), "orders.Cook")
	ann := auth.NewContext(ctx, auth.Identity{Subject: "ann", Roles: []string{"chef"}, Issuer: "https://id.example", Session: "s3cret"})
	fails := auth.NewPolicy("related", func(context.Context, auth.Identity) (bool, error) {
		return false, errs.Unavailable("relations_unavailable", "relations cannot be checked")
	})
	_ = auth.Require(ann, auth.Role("chef"))
	_ = auth.Require(ann, auth.Role("manager"))
	_ = auth.Require(ctx, auth.Role("manager"))
	_ = auth.Require(ann, fails)
	_ = auth.Require(ctx, auth.Anyone()) // is not worth a line
	tests := []map[string]any{
		{"level": "INFO", "msg": "access granted", "granted": true, "subject": "ann", "policy": "role chef", "issuer": "https://id.example", "action": "orders.Cook"},
		{"level": "INFO", "msg": "access refused", "granted": false, "subject": "ann", "policy": "role manager", "code": "forbidden"},
		{"level": "INFO", "msg": "access refused", "granted": false, "subject": "", "code": "not_authenticated"},
		{"level": "ERROR", "msg": "access not decided", "granted": false, "subject": "ann", "code": "relations_unavailable", "reason": "relations cannot be checked"},
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	require.Len(t, lines, len(tests))
	for i, want := range tests {
		var line map[string]any
		require.NoError(t, json.Unmarshal([]byte(lines[i]), &line))
		for key, value := range want {
			require.Equal(t, value, line[key], key)
		}
	}
	require.NotContains(t, out.String(), "s3cret", "a session is a credential")

	out.Reset()
	quiet := slog.New(slog.NewJSONHandler(&out, &slog.HandlerOptions{Level: slog.LevelError}))
	require.NoError(t, auth.Require(auth.Audited(ann, auth.NewLogAuditor(quiet), ""), auth.Role("chef")))
	require.Empty(t, out.String())
}
