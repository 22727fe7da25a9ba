package auth_test

import (
	"context"
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/errs"
)

// as returns a context of somebody with the roles.
func as(ctx context.Context, subject string, roles ...string) context.Context {
	return auth.NewContext(ctx, auth.Identity{Subject: subject, Roles: roles})
}

func TestWhoIsNotSignedInIsToldSoBeforeBeingForbidden(t *testing.T) {
	t.Parallel()
	expired := errs.Unauthenticated("token_expired", "the token has expired")
	down := errs.Unavailable("storage_unavailable", "sessions cannot be read")
	tests := []struct {
		name   string
		ctx    func(context.Context) context.Context
		policy auth.Policy
		kind   errs.Kind
		code   string
	}{
		{"nobody", func(c context.Context) context.Context { return c }, auth.Role("chef"), errs.KindUnauthenticated, auth.CodeNotAuthenticated},
		{"nobody and nothing would do", func(c context.Context) context.Context { return c }, auth.Nobody(), errs.KindUnauthenticated, auth.CodeNotAuthenticated},
		{"credentials that are no good", func(c context.Context) context.Context { return auth.NewFaultyContext(c, expired) }, auth.Role("chef"), errs.KindUnauthenticated, "token_expired"},
		{"credentials that cannot be looked up", func(c context.Context) context.Context { return auth.NewFaultyContext(c, down) }, auth.Role("chef"), errs.KindUnavailable, "storage_unavailable"},
		{"somebody without the role", func(c context.Context) context.Context { return as(c, "ann", "driver") }, auth.Role("chef"), errs.KindForbidden, auth.CodeForbidden},
		{"somebody where nobody may", func(c context.Context) context.Context { return as(c, "ann") }, auth.Nobody(), errs.KindForbidden, auth.CodeForbidden},
		{"somebody without a policy", func(c context.Context) context.Context { return as(c, "ann") }, nil, errs.KindForbidden, auth.CodeForbidden},
		{"a guest who is signed in", func(c context.Context) context.Context { return as(c, "ann") }, auth.Guest(), errs.KindForbidden, auth.CodeAlreadyAuthenticated},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := auth.Require(tt.ctx(t.Context()), tt.policy)
			require.ErrorIs(t, err, tt.kind)
			require.Equal(t, tt.code, errs.CodeOf(err))
		})
	}
}

func TestARefusalSaysWhatIsNeeded(t *testing.T) {
	t.Parallel()
	err := auth.Require(as(t.Context(), "ann"), auth.AnyRole("chef", "manager"))
	require.EqualError(t, err, "you may not do this; it needs role chef or role manager")
}

func TestWhatIsOpenIsGrantedToNobodyAndWithBadCredentials(t *testing.T) {
	t.Parallel()
	bad := auth.NewFaultyContext(t.Context(), errs.Unauthenticated("token_expired", "the token has expired"))
	for _, policy := range []auth.Policy{auth.Anyone(), auth.Guest(), auth.AnyOf(auth.Role("chef"), auth.Anyone())} {
		require.True(t, auth.IsOpen(policy), policy)
		require.NoError(t, auth.Require(t.Context(), policy), policy)
		require.NoError(t, auth.Require(bad, policy), policy)
	}
}

func TestNoRuleIsAskedAboutNobody(t *testing.T) {
	t.Parallel()
	yes := auth.NewPolicy("asked", func(context.Context, auth.Identity) (bool, error) {
		panic("asked about nobody")
	})
	for _, policy := range []auth.Policy{yes, auth.Not(yes), auth.Not(auth.Role("banned")), auth.AllOf(yes), auth.AllOf(auth.Anyone(), yes), auth.AnyOf(yes, auth.Not(yes))} {
		require.ErrorIs(t, auth.Require(t.Context(), policy), errs.KindUnauthenticated, policy)
	}
}

func TestNeitherAnErrorNorAPanicIsEverAGrant(t *testing.T) {
	t.Parallel()
	broken := errs.Unavailable("relations_unavailable", "relations cannot be checked")
	fails := auth.NewPolicy("related", func(context.Context, auth.Identity) (bool, error) { return true, broken })
	panics := auth.NewPolicy("lucky", func(context.Context, auth.Identity) (bool, error) { panic("no luck") })
	ctx := as(t.Context(), "ann", "user")
	for _, policy := range []auth.Policy{fails, auth.Not(fails), auth.Not(auth.Not(fails)), auth.AllOf(auth.Role("user"), fails), auth.AnyOf(auth.Role("chef"), fails), auth.AnyOf(fails, auth.Guest())} {
		err := auth.Require(ctx, policy)
		require.ErrorIs(t, err, broken, policy)
		require.Equal(t, errs.KindUnavailable, errs.KindOf(err), policy)
	}
	plain := auth.NewPolicy("plain", func(context.Context, auth.Identity) (bool, error) { return false, errors.New("broken pipe") })
	for _, policy := range []auth.Policy{auth.AnyOf(plain, auth.Guest()), auth.AnyOf(auth.Guest(), plain), auth.AnyOf(auth.Guest(), plain, auth.Guest())} {
		require.Equal(t, errs.KindInternal, errs.KindOf(auth.Require(ctx, policy)), "a failure is not covered up by a refusal")
	}
	for _, policy := range []auth.Policy{panics, auth.Not(panics), auth.AnyOf(auth.Role("chef"), panics)} {
		err := auth.Require(ctx, policy)
		require.Equal(t, errs.KindInternal, errs.KindOf(err), policy)
		require.ErrorContains(t, err, "no luck")
	}
	require.NoError(t, auth.Require(ctx, auth.AnyOf(fails, auth.Role("user"))), "one that is down does not stand in the way of another")
	require.EqualError(t, auth.Require(ctx, auth.Not[auth.None](nil)), "you may not do this; it needs nobody")
}

func TestARuleMayRefuseInItsOwnWords(t *testing.T) {
	t.Parallel()
	words := errs.Forbidden("shop_closed", "the shop is closed; come back at ten")
	policy := auth.NewPolicy("opening hours", func(context.Context, auth.Identity) (bool, error) { return false, words })
	require.Equal(t, error(words), auth.Require(as(t.Context(), "ann"), policy))
	d := auth.Decide(as(t.Context(), "ann"), policy, auth.None{})
	require.True(t, d.Refused())
	require.False(t, d.Granted())
}

func TestEmptyCombinationsRefuseEverybody(t *testing.T) {
	t.Parallel()
	ctx := as(t.Context(), "ann", "chef")
	for _, policy := range []auth.Policy{auth.AnyOf[auth.None](), auth.AllOf[auth.None](), auth.AnyRole(), auth.AnyPermission(), auth.AllOf[auth.None](nil), auth.AnyOf[auth.None](nil)} {
		require.ErrorIs(t, auth.Require(ctx, policy), errs.KindForbidden)
		require.Equal(t, "nobody", policy.String())
		require.False(t, auth.IsOpen(policy))
	}
}

func TestACombinationKeepsItsRules(t *testing.T) {
	t.Parallel()
	rules := []auth.Policy{auth.Role("chef")}
	any1, all := auth.AnyOf(rules...), auth.AllOf(rules...)
	rules[0] = auth.Anyone()
	require.Equal(t, "role chef", any1.String())
	require.Equal(t, "role chef", all.String())
}

type order struct{ customer, shop string }

func TestRulesAboutAThing(t *testing.T) {
	t.Parallel()
	own := auth.Owner(func(o order) string { return o.customer })
	sees := auth.AnyOf(own, auth.For[order](auth.AnyRole("chef", "manager")))
	require.Equal(t, "owner or role chef or role manager", auth.AnyOf(own, auth.For[order](auth.Role("chef")), auth.For[order](auth.Role("manager"))).String())
	require.Equal(t, "owner or (role chef or role manager)", sees.String())
	tests := []struct {
		name   string
		ctx    context.Context
		order  order
		wanted error
	}{
		{"the owner", as(t.Context(), "ann"), order{customer: "ann"}, nil},
		{"somebody else", as(t.Context(), "bob"), order{customer: "ann"}, errs.KindForbidden},
		{"a chef", as(t.Context(), "bob", "chef"), order{customer: "ann"}, nil},
		{"nobody, of what belongs to nobody", t.Context(), order{}, errs.KindUnauthenticated},
		{"somebody, of what belongs to nobody", as(t.Context(), "ann"), order{}, errs.KindForbidden},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := auth.Authorize(tt.ctx, sees, tt.order)
			require.True(t, errors.Is(err, tt.wanted), err)
			require.Equal(t, err == nil, auth.Require(tt.ctx, auth.On(sees, tt.order)) == nil, "a bound rule says the same")
		})
	}
	require.True(t, auth.IsOpen(auth.On(auth.For[order](auth.Anyone()), order{})))
	require.NoError(t, auth.Authorize(t.Context(), auth.For[order](auth.Anyone()), order{}))
}

func TestPoliciesOfOneIdentity(t *testing.T) {
	t.Parallel()
	ann := auth.Identity{
		Subject: "ann", Roles: []string{"chef"}, Permissions: []string{"orders:read"},
		Claims: map[string]any{"tenant": "north", "groups": []any{"a", "b"}, "teams": []string{"x"}, "n": 1},
	}
	ctx := auth.NewContext(t.Context(), ann)
	tests := []struct {
		policy auth.Policy
		text   string
		ok     bool
	}{
		{auth.Authenticated(), "authentication", true},
		{auth.Anyone(), "nothing", true},
		{auth.Role("chef"), "role chef", true},
		{auth.Role("che"), "role che", false},
		{auth.AnyRole("driver", "chef"), "role driver or role chef", true},
		{auth.Permission("orders:read"), "permission orders:read", true},
		{auth.AnyPermission("a", "b"), "permission a or permission b", false},
		{auth.Subject("ann"), "the subject", true},
		{auth.Subject("bob"), "the subject", false},
		{auth.Claim("tenant", "north"), "claim tenant=north", true},
		{auth.Claim("tenant", "south"), "claim tenant=south", false},
		{auth.Claim("groups", "b"), "claim groups=b", true},
		{auth.Claim("teams", "x"), "claim teams=x", true},
		{auth.Claim("n", "1"), "claim n=1", false},
		{auth.Claim("none", ""), "claim none=", false},
		{auth.AllOf(auth.AnyRole("chef", "manager"), auth.Permission("orders:read")), "(role chef or role manager) and permission orders:read", true},
		{auth.AllOf(auth.Role("chef"), auth.Role("manager")), "role chef and role manager", false},
		{auth.Not(auth.Role("banned")), "not role banned", true},
		{auth.Not(auth.AnyRole("chef", "banned")), "not (role chef or role banned)", false},
		{auth.SystemOnly(), "the system itself", false},
	}
	for _, tt := range tests {
		t.Run(tt.text, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.text, tt.policy.String())
			require.Equal(t, tt.ok, auth.Require(ctx, tt.policy) == nil)
		})
	}
}

func TestTheSystemIsGrantedWhatItIsGiven(t *testing.T) {
	t.Parallel()
	ctx := auth.AsSystem(t.Context(), "cli", "super_admin")
	require.NoError(t, auth.Require(ctx, auth.SystemOnly()))
	require.NoError(t, auth.Require(ctx, auth.Role("super_admin")))
	require.ErrorIs(t, auth.Require(ctx, auth.Role("admin")), errs.KindForbidden)
	forged := auth.System("cli")
	forged = auth.Identity{Subject: forged.Subject, Name: forged.Name, Issuer: forged.Issuer}
	require.False(t, forged.IsSystem(), "what comes from outside cannot be the system")
	require.ErrorIs(t, auth.Require(auth.NewContext(t.Context(), forged), auth.SystemOnly()), errs.KindForbidden)
}

func BenchmarkRequireGranted(b *testing.B) {
	ctx := as(b.Context(), "ann", "manager")
	policy := auth.AnyRole("chef", "manager")
	b.ReportAllocs()
	for b.Loop() {
		if auth.Require(ctx, policy) != nil {
			b.Fatal("refused")
		}
	}
}
