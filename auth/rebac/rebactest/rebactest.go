package rebactest

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/errs"
)

// Open opens an authorizer without tuples that answers by the model.
type Open func(t *testing.T, model *rebac.Model) rebac.Authorizer

// TestAuthorizer holds an adapter to the contract of [rebac.Authorizer] and to the meaning
// of the modelling language.
func TestAuthorizer(t *testing.T, open Open) { //nolint:tparallel // who calls decides about the top level
	t.Helper()
	for _, s := range scenarios() {
		t.Run(s.name, func(t *testing.T) {
			t.Parallel()
			s.run(t, open)
		})
	}
	s := suite{open}
	t.Run("a tuple that is written twice is there once", s.isIdempotent)
	t.Run("what is removed is gone", s.removes)
	t.Run("answers keep the order of the questions", s.keepsOrder)
	t.Run("what the model does not know is an error", s.refusesUnknown)
	t.Run("what is no tuple is an error", s.refusesMalformed)
	t.Run("what the model does not admit is not written", s.refusesInadmissible)
	t.Run("a refused write leaves nothing behind", s.writesAllOrNothing)
	t.Run("writes and batches may be large", s.takesMany)
	t.Run("the answer at the end of a long chain is right, or an error", s.survivesDepth)
	t.Run("who has given up gets an error and no answer", s.obeysContext)
	t.Run("callers do not disturb each other", s.isConcurrent)
	t.Run("Require is nil, forbidden or the error", s.requires)
}

// tuples makes tuples of texts as [rebac.Tuple.String] prints them.
func tuples(t *testing.T, texts ...string) []rebac.Tuple {
	t.Helper()
	var all []rebac.Tuple
	for _, text := range texts {
		var tuple rebac.Tuple
		_, err := fmt.Sscan(text, &tuple.User, &tuple.Relation, &tuple.Object)
		require.NoError(t, err, text)
		all = append(all, tuple)
	}
	return all
}

// suite are the tests that need no model of their own.
type suite struct{ open Open }

func (s suite) posts(t *testing.T) rebac.Authorizer {
	t.Parallel()
	return s.open(t, rebac.MustParseModel(PostModel))
}

func (s suite) isIdempotent(t *testing.T) {
	a := s.posts(t)
	owner := tuples(t, "user:ann is_owner post:1")
	require.NoError(t, a.Write(t.Context(), append(owner, owner...), nil), "twice in one call")
	more := tuples(t, "user:ann is_owner post:1", "user:bob is_owner post:2")
	require.NoError(t, a.Write(t.Context(), more, nil), "one is there, one is not")
	allowed(t, a, "user:ann can_update post:1", "user:bob can_update post:2")

	require.NoError(t, a.Write(t.Context(), nil, owner))
	require.NoError(t, a.Write(t.Context(), nil, append(more, more...)), "one is gone, one is not")
	denied(t, a, "user:ann can_update post:1", "user:bob can_update post:2")
	require.NoError(t, a.Write(t.Context(), nil, nil))
}

func (s suite) removes(t *testing.T) {
	a := s.posts(t)
	require.NoError(t, a.Write(t.Context(), tuples(t, "user:ann is_owner post:1"), nil))
	require.NoError(t, a.Write(t.Context(), tuples(t, "user:bob is_owner post:1"), tuples(t, "user:ann is_owner post:1")), "at once")
	allowed(t, a, "user:bob is_owner post:1")
	denied(t, a, "user:ann is_owner post:1")
	objects, err := a.ListObjects(t.Context(), "user:ann", "is_owner", "post")
	require.NoError(t, err)
	require.Empty(t, objects)
}

func (s suite) keepsOrder(t *testing.T) {
	a := s.posts(t)
	require.NoError(t, a.Write(t.Context(), tuples(t, "user:ann is_owner post:1", "user:ann is_owner post:3"), nil))
	answers, err := a.BatchCheck(t.Context(), tuples(t,
		"user:ann can_update post:1", "user:ann can_update post:2", "user:ann can_update post:3",
		"user:bob can_update post:1", "user:ann can_update post:1"))
	require.NoError(t, err)
	require.Equal(t, []bool{true, false, true, false, true}, answers)
	answers, err = a.BatchCheck(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, answers)
}

func (s suite) refusesUnknown(t *testing.T) {
	a := s.posts(t)
	for _, text := range []string{
		"user:ann can_fly post:1", "user:ann can_update page:1", "robot:1 can_update post:1", "user:ann#can_fly can_update post:1",
	} {
		question := tuples(t, text)[0]
		answer, err := a.Check(t.Context(), question)
		fault(t, err, errs.KindInternal, rebac.CodeModelMismatch, text)
		require.False(t, answer, text)
		answers, err := a.BatchCheck(t.Context(), append(tuples(t, "user:ann can_update post:1"), question))
		fault(t, err, errs.KindInternal, rebac.CodeModelMismatch, text)
		require.Empty(t, answers, text)
		fault(t, a.Write(t.Context(), []rebac.Tuple{question}, nil), errs.KindInternal, rebac.CodeModelMismatch, text)
	}
	_, err := a.ListObjects(t.Context(), "user:ann", "can_fly", "post")
	fault(t, err, errs.KindInternal, rebac.CodeModelMismatch, "list")
	_, err = a.ListObjects(t.Context(), "user:ann", "can_update", "page")
	fault(t, err, errs.KindInternal, rebac.CodeModelMismatch, "list")
}

func (s suite) refusesMalformed(t *testing.T) {
	a := s.posts(t)
	for _, tuple := range []rebac.Tuple{
		{},
		{User: "ann", Relation: "is_owner", Object: "post:1"},
		{User: "user:", Relation: "is_owner", Object: "post:1"},
		{User: "user:*#is_owner", Relation: "is_owner", Object: "post:1"},
		{User: "user:ann", Relation: "", Object: "post:1"},
		{User: "user:ann", Relation: "is owner", Object: "post:1"},
		{User: "user:ann", Relation: "is_owner", Object: "post"},
		{User: "user:ann", Relation: "is_owner", Object: "post:*"},
		{User: "user:ann", Relation: "is_owner", Object: rebac.Object("post", "1#is_owner")},
		{User: "user:ann", Relation: "is_owner", Object: rebac.Object("post", "1\n")},
		{User: "user:ann", Relation: "is_owner", Object: rebac.Object("post", "1\xff")}, // JSON would make something else of it
		{User: "user:ann", Relation: "is_owner", Object: rebac.Object("post", fmt.Sprintf("%0300d", 1))},
	} {
		answer, err := a.Check(t.Context(), tuple)
		fault(t, err, errs.KindInvalid, rebac.CodeTupleInvalid, tuple)
		require.False(t, answer)
		_, err = a.BatchCheck(t.Context(), []rebac.Tuple{tuple})
		fault(t, err, errs.KindInvalid, rebac.CodeTupleInvalid, tuple)
		fault(t, a.Write(t.Context(), []rebac.Tuple{tuple}, nil), errs.KindInvalid, rebac.CodeTupleInvalid, tuple)
		fault(t, a.Write(t.Context(), nil, []rebac.Tuple{tuple}), errs.KindInvalid, rebac.CodeTupleInvalid, tuple)
	}
	both := tuples(t, "user:ann is_owner post:1")
	fault(t, a.Write(t.Context(), both, both), errs.KindInvalid, rebac.CodeTupleInvalid, "both added and removed")
	_, err := a.ListObjects(t.Context(), "ann", "is_owner", "post")
	fault(t, err, errs.KindInvalid, rebac.CodeTupleInvalid, "list")
}

func (s suite) refusesInadmissible(t *testing.T) {
	t.Parallel()
	a := s.open(t, rebac.MustParseModel(documentModel))
	for _, text := range []string{
		"user:* editor document:1",               // nobody said [user:*]
		"user:ann viewer document:1",             // follows from others only
		"group:staff editor document:1",          // the group, not its members
		"folder:1#viewer editor document:1",      // a userset that is not listed
		"group:staff#member member group:staff",  // true of itself
		"document:2 parent document:1",           // another type
		"group:staff#member parent document:1",   // members are no folder
		"folder:* parent document:1",             // nobody said [folder:*]
		"group:staff#member can_view document:1", // follows from others only
	} {
		fault(t, a.Write(t.Context(), tuples(t, text), nil), errs.KindInternal, rebac.CodeModelMismatch, text)
	}
}

func (s suite) writesAllOrNothing(t *testing.T) {
	a := s.posts(t)
	require.NoError(t, a.Write(t.Context(), tuples(t, "user:bob is_owner post:2"), nil))
	err := a.Write(t.Context(), tuples(t, "user:ann is_owner post:1", "user:ann can_fly post:1"), tuples(t, "user:bob is_owner post:2"))
	require.Error(t, err)
	denied(t, a, "user:ann is_owner post:1")
	allowed(t, a, "user:bob is_owner post:2")
}

func (s suite) takesMany(t *testing.T) {
	a := s.posts(t)
	var many []rebac.Tuple
	for i := range 230 {
		many = append(many, rebac.Tuple{User: "user:ann", Relation: "is_owner", Object: rebac.Object("post", fmt.Sprintf("%03d", i))})
	}
	require.NoError(t, a.Write(t.Context(), many, nil))
	require.NoError(t, a.Write(t.Context(), many[200:], many[:100]))
	answers, err := a.BatchCheck(t.Context(), many)
	require.NoError(t, err)
	require.Len(t, answers, len(many))
	for i, answer := range answers {
		require.Equal(t, i >= 100, answer, many[i])
	}
	objects, err := a.ListObjects(t.Context(), "user:ann", "can_update", "post")
	require.NoError(t, err)
	require.Len(t, objects, 130)
	require.IsIncreasing(t, objects)
}

func (s suite) survivesDepth(t *testing.T) {
	t.Parallel()
	a := s.open(t, rebac.MustParseModel(documentModel))
	chain := tuples(t, "user:ann member group:0")
	for i := range 80 {
		chain = append(chain, rebac.Tuple{User: rebac.Userset(rebac.Object("group", fmt.Sprint(i)), "member"), Relation: "member", Object: rebac.Object("group", fmt.Sprint(i+1))})
	}
	require.NoError(t, a.Write(t.Context(), chain, nil))
	allowed(t, a, "user:ann member group:5")
	for text, want := range map[string]bool{"user:ann member group:80": true, "user:bob member group:80": false} {
		answer, err := a.Check(t.Context(), tuples(t, text)[0])
		if err != nil {
			fault(t, err, errs.KindInternal, rebac.CodeTooComplex, text)
			want = false
		}
		require.Equal(t, want, answer, text)
	}
}

func (s suite) obeysContext(t *testing.T) {
	a := s.posts(t)
	owner := tuples(t, "user:ann is_owner post:1")
	require.NoError(t, a.Write(t.Context(), owner, nil))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	answer, err := a.Check(ctx, owner[0])
	fault(t, err, errs.KindUnavailable, rebac.CodeUnavailable, "check")
	require.ErrorIs(t, err, context.Canceled)
	require.False(t, answer)
	answers, err := a.BatchCheck(ctx, owner)
	fault(t, err, errs.KindUnavailable, rebac.CodeUnavailable, "batch check")
	require.Empty(t, answers)
	fault(t, a.Write(ctx, nil, owner), errs.KindUnavailable, rebac.CodeUnavailable, "write")
	_, err = a.ListObjects(ctx, "user:ann", "is_owner", "post")
	fault(t, err, errs.KindUnavailable, rebac.CodeUnavailable, "list")
	allowed(t, a, owner[0].String())
}

func (s suite) requires(t *testing.T) {
	a := s.posts(t)
	require.NoError(t, a.Write(t.Context(), tuples(t, "user:ann is_owner post:1"), nil))
	require.NoError(t, rebac.Require(t.Context(), a, tuples(t, "user:ann can_update post:1", "user:ann can_delete post:1")...))
	err := rebac.Require(t.Context(), a, tuples(t, "user:ann can_update post:1", "user:ann can_update post:2")...)
	fault(t, err, errs.KindForbidden, rebac.CodeForbidden, "one of two")
	err = rebac.Require(t.Context(), a, tuples(t, "user:ann can_fly post:1")...)
	fault(t, err, errs.KindInternal, rebac.CodeModelMismatch, "an unknown relation")
}

func fault(t *testing.T, err error, kind errs.Kind, code string, what any) {
	t.Helper()
	require.ErrorIs(t, err, errs.New(kind, code, ""), "%v", what)
}

func allowed(t *testing.T, a rebac.Authorizer, texts ...string) {
	t.Helper()
	answers(t, a, true, texts)
}

func denied(t *testing.T, a rebac.Authorizer, texts ...string) {
	t.Helper()
	answers(t, a, false, texts)
}

func answers(t *testing.T, a rebac.Authorizer, want bool, texts []string) {
	t.Helper()
	for _, question := range tuples(t, texts...) {
		got, err := a.Check(t.Context(), question)
		require.NoError(t, err, question)
		require.Equal(t, want, got, question)
	}
}
