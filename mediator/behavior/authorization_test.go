package behavior_test

import (
	"context"
	"iter"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	"github.com/neuroglia-go/neuroglia/mediator/behavior"
)

// The messages of the tests.
type (
	cook struct {
		mediator.Command[int]
		ID string
	}
	rename struct {
		mediator.Command[mediator.None]
		Subject string
	}
	sweep struct {
		mediator.Command[int]
	}
	menu struct {
		mediator.Query[int]
	}
	kitchen struct {
		mediator.StreamQuery[int]
	}
	muddled struct {
		mediator.Command[int]
	}
	void struct {
		mediator.Command[int]
	}
	byPointer struct {
		mediator.Command[int]
	}
)

var deaf = auth.AuditorFunc(func(context.Context, auth.Decision) {})

var cooks = auth.AnyRole("chef", "manager")

func (cook) Policy() auth.Policy       { return cooks }
func (r rename) Policy() auth.Policy   { return auth.AnyOf(auth.Subject(r.Subject), auth.Role("admin")) }
func (sweep) Policy() auth.Policy      { return auth.SystemOnly() }
func (menu) Policy() auth.Policy       { return auth.Anyone() }
func (kitchen) Policy() auth.Policy    { return cooks }
func (muddled) Policy() auth.Policy    { panic("no policy today") }
func (void) Policy() auth.Policy       { return nil }
func (*byPointer) Policy() auth.Policy { return cooks }

func as(ctx context.Context, subject string, roles ...string) context.Context {
	return auth.NewContext(ctx, auth.Identity{Subject: subject, Roles: roles})
}

func answer[Q mediator.Request[R], R any](context.Context, Q) (result R, err error) {
	return result, nil
}

// guarded builds a mediator with the behaviour; told hears its decisions.
func guarded(t *testing.T, told *[]auth.Decision, register func(*di.Services)) *mediator.Mediator {
	t.Helper()
	return build(t, func(s *di.Services) {
		di.AddValue[auth.Auditor](s, auth.AuditorFunc(func(_ context.Context, d auth.Decision) {
			if told != nil {
				*told = append(*told, d)
			}
		}))
		mediator.AddBehavior(s, behavior.NewAuthorization)
		register(s)
	})
}

func TestAMessagePassesWhenItsSenderMaySendIt(t *testing.T) {
	t.Parallel()
	m := guarded(t, nil, func(s *di.Services) {
		on(s, answer[cook])
		on(s, answer[menu])
		on(s, answer[rename])
		on(s, answer[sweep])
		on(s, answer[byPointer])
		on(s, answer[muddled])
	})
	tests := []struct {
		name string
		send func(ctx context.Context) error
		ctx  context.Context
		kind error
	}{
		{"nobody cooks", send(m, cook{}), t.Context(), errs.KindUnauthenticated},
		{"a driver cooks", send(m, cook{}), as(t.Context(), "ann", "driver"), errs.KindForbidden},
		{"a chef cooks", send(m, cook{}), as(t.Context(), "ann", "chef"), nil},
		{"nobody reads the menu", send(m, menu{}), t.Context(), nil},
		{"ann renames herself", send(m, rename{Subject: "ann"}), as(t.Context(), "ann"), nil},
		{"bob renames ann", send(m, rename{Subject: "ann"}), as(t.Context(), "bob"), errs.KindForbidden},
		{"an admin renames ann", send(m, rename{Subject: "ann"}), as(t.Context(), "bob", "admin"), nil},
		{"an admin sweeps", send(m, sweep{}), as(t.Context(), "bob", "admin"), errs.KindForbidden},
		{"the system sweeps", send(m, sweep{}), auth.AsSystem(t.Context(), "job"), nil},
		{"the system cooks", send(m, cook{}), auth.AsSystem(t.Context(), "job"), errs.KindForbidden},
		{"a driver, by the policy of a pointer", send(m, byPointer{}), as(t.Context(), "ann", "driver"), errs.KindForbidden},
		{"a chef, by the policy of a pointer", send(m, byPointer{}), as(t.Context(), "ann", "chef"), nil},
		{"a policy that panics", send(m, muddled{}), as(t.Context(), "ann", "chef"), errs.KindInternal},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			err := tt.send(tt.ctx)
			if tt.kind == nil {
				require.NoError(t, err)
				return
			}
			require.Equal(t, tt.kind, error(errs.KindOf(err)), err)
		})
	}
}

func send[Q mediator.Request[R], R any](m *mediator.Mediator, request Q) func(context.Context) error {
	return func(ctx context.Context) error {
		_, err := mediator.Send(ctx, m, request)
		return err
	}
}

func TestAStreamIsHeldToItsPolicyBeforeItsFirstRow(t *testing.T) {
	t.Parallel()
	m := guarded(t, nil, func(s *di.Services) {
		rows := mediator.StreamHandlerFunc[kitchen, int](func(context.Context, kitchen) iter.Seq2[int, error] {
			return func(yield func(int, error) bool) { yield(1, nil) }
		})
		mediator.AddStreamHandler[mediator.StreamHandlerFunc[kitchen, int]](s, func() mediator.StreamHandlerFunc[kitchen, int] { return rows })
	})
	for row, err := range mediator.Stream(t.Context(), m, kitchen{}) {
		require.ErrorIs(t, err, errs.KindUnauthenticated)
		require.Zero(t, row)
	}
	for row, err := range mediator.Stream(as(t.Context(), "ann", "chef"), m, kitchen{}) {
		require.NoError(t, err)
		require.Equal(t, 1, row)
	}
}

func TestANestedRequestIsHeldToItsOwnPolicy(t *testing.T) {
	t.Parallel()
	var m *mediator.Mediator
	m = guarded(t, nil, func(s *di.Services) {
		on(s, answer[sweep])
		on(s, func(ctx context.Context, c cook) (int, error) {
			if c.ID == "on behalf of the program" {
				ctx = auth.AsSystem(ctx, "kitchen")
			}
			return mediator.Send(ctx, m, sweep{})
		})
	})
	chef := as(t.Context(), "ann", "chef")
	_, err := mediator.Send(chef, m, cook{})
	require.ErrorIs(t, err, errs.KindForbidden)
	_, err = mediator.Send(chef, m, cook{ID: "on behalf of the program"})
	require.NoError(t, err)
}

func TestTheTrailNamesTheMessageAlsoForWhatItsHandlerDecides(t *testing.T) {
	t.Parallel()
	var told []auth.Decision
	m := guarded(t, &told, func(s *di.Services) {
		on(s, func(ctx context.Context, _ cook) (int, error) { return 0, auth.Require(ctx, auth.Role("manager")) })
	})
	_, err := mediator.Send(as(t.Context(), "ann", "chef"), m, cook{})
	require.ErrorIs(t, err, errs.KindForbidden)
	require.Len(t, told, 2)
	for _, d := range told {
		require.Equal(t, "behavior_test.cook", d.Action)
		require.Equal(t, "ann", d.Identity.Subject)
	}
	require.True(t, told[0].Granted())
	require.Equal(t, "role chef or role manager", told[0].Policy.String())
	require.True(t, told[1].Refused())
}

func TestBuildFailsForMessagesWithoutAPolicy(t *testing.T) {
	t.Parallel()
	services := di.NewServices()
	di.AddValue[auth.Auditor](services, deaf)
	mediator.AddBehavior(services, behavior.NewAuthorization)
	on(services, answer[fill])
	on(services, answer[void])
	on(services, answer[cook])
	on(services, answer[ask], behavior.WithPolicy(auth.Anyone()))
	_, err := services.Build(t.Context())
	require.ErrorContains(t, err, "behavior_test.fill: it declares no policy, so nobody may send it")
	require.ErrorContains(t, err, "behavior.WithPolicy")
	require.ErrorContains(t, err, "behavior_test.void: its policy is nil")
	require.NotContains(t, err.Error(), "behavior_test.cook:")
	require.NotContains(t, err.Error(), "behavior_test.ask:")
}

func TestAMessageWithoutAPolicyIsRefusedEvenWhenNobodyChecked(t *testing.T) {
	t.Parallel()
	b := behavior.NewAuthorization(nil)
	call := mediator.NewCall[fill](fill{})
	err := b.Handle(as(t.Context(), "ann", "manager"), &call.Call, func(context.Context, *mediator.Call) error {
		t.Error("the message passed")
		return nil
	})
	require.ErrorIs(t, err, errs.KindForbidden)
}

func TestAPolicyOfTheHandlerHoldsBesideThatOfTheMessage(t *testing.T) {
	t.Parallel()
	m := guarded(t, nil, func(s *di.Services) {
		on(s, answer[fill], behavior.WithPolicy(auth.Role("cashier")))
		on(s, answer[cook], behavior.WithPolicy(auth.Permission("kitchen:open")))
	})
	require.ErrorIs(t, send(m, fill{})(as(t.Context(), "ann", "chef")), errs.KindForbidden)
	require.NoError(t, send(m, fill{})(as(t.Context(), "ann", "cashier")))
	ann := auth.Identity{Subject: "ann", Roles: []string{"chef"}}
	require.ErrorIs(t, send(m, cook{})(auth.NewContext(t.Context(), ann)), errs.KindForbidden)
	ann.Permissions = []string{"kitchen:open"}
	require.NoError(t, send(m, cook{})(auth.NewContext(t.Context(), ann)))
	ann.Roles = nil
	require.ErrorIs(t, send(m, cook{})(auth.NewContext(t.Context(), ann)), errs.KindForbidden)
	require.Equal(t, "WithMetadata(role cashier)", behavior.WithPolicy(auth.Role("cashier")).String())
}

func TestOptionalAuthorizationLeavesOtherMessagesAlone(t *testing.T) {
	t.Parallel()
	m := build(t, func(s *di.Services) {
		di.AddValue[auth.Auditor](s, deaf)
		mediator.AddBehavior(s, behavior.NewOptionalAuthorization)
		on(s, answer[fill])
		on(s, answer[cook])
		on(s, answer[byPointer])
		on(s, answer[ask], behavior.WithPolicy(auth.Role("manager")))
	})
	require.NoError(t, send(m, fill{})(t.Context()))
	require.ErrorIs(t, send(m, cook{})(t.Context()), errs.KindUnauthenticated)
	require.ErrorIs(t, send(m, byPointer{})(t.Context()), errs.KindUnauthenticated)
	require.ErrorIs(t, send(m, ask{})(t.Context()), errs.KindUnauthenticated)
}

func TestPoliciesAreToldForDocuments(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		info *mediator.Info
		text string
		ok   bool
	}{
		{"of the message", mediator.NewCall[cook](cook{}).Info(), "role chef or role manager", true},
		{"bound to its values", mediator.NewCall[rename](rename{}).Info(), "the subject or role admin", true},
		{"by a pointer", mediator.NewCall[byPointer](byPointer{}).Info(), "role chef or role manager", true},
		{"one that panics", mediator.NewCall[muddled](muddled{}).Info(), "nobody", true},
		{"none", mediator.NewCall[fill](fill{}).Info(), "", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			policy, ok := behavior.PolicyOf(tt.info)
			require.Equal(t, tt.ok, ok)
			if ok {
				require.Equal(t, tt.text, policy.String())
			}
		})
	}
}
