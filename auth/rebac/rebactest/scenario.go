package rebactest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
)

// PostModel is the model of a service in which people write posts and comments: who owns
// one may change it, and so may those whom it is shared with, such as every super admin of
// the platform.
const PostModel = `model
  schema 1.1

type user
  relations
    define can_create: [user] or is_super_admin or is_owner
    define can_delete: [user] or is_super_admin or is_owner
    define can_get_detail: [user] or is_super_admin or is_owner
    define can_get_list: [user] or is_super_admin or is_owner
    define can_update: [user] or is_super_admin or is_owner
    define is_super_admin: [user]
    define is_owner: [user]

type post
  relations
    define can_delete: [user, user#is_super_admin] or is_owner
    define can_update: [user, user#is_super_admin] or is_owner
    define is_owner: [user]

type comment
  relations
    define can_delete: [user, user#is_super_admin] or is_owner
    define can_update: [user, user#is_super_admin] or is_owner
    define is_owner: [user]
`

// documentModel uses every construct of the language.
const documentModel = `model
  schema 1.1

type user
type group
  relations
    define member: [user, group#member]
type folder
  relations
    define parent: [folder]
    define owner: [user]
    define viewer: [user, user:*, group#member] or owner or viewer from parent
type document
  relations
    define parent: [folder]
    define owner: [user]
    define editor: [user, group#member] or owner
    define blocked: [user, user:*, group#member]
    define licensed: [user, user:*]
    define viewer: editor or viewer from parent
    define can_view: viewer but not blocked
    define can_print: (viewer and licensed) but not blocked
    define can_share: [user] and (owner or (viewer but not blocked))
`

// scenario is a model with tuples and what follows from them.
type scenario struct {
	name    string
	model   string
	tuples  []string
	allowed []string
	denied  []string
	// lists are objects by "user relation type".
	lists map[string][]string
}

func (s scenario) run(t *testing.T, open Open) {
	a := open(t, rebac.MustParseModel(s.model))
	require.NoError(t, a.Write(t.Context(), tuples(t, s.tuples...), nil))
	allowed(t, a, s.allowed...)
	denied(t, a, s.denied...)
	for question, want := range s.lists {
		q := tuples(t, question)[0]
		got, err := a.ListObjects(t.Context(), q.User, q.Relation, q.Object)
		require.NoError(t, err, question)
		require.Equal(t, want, got, question)
	}
}

func scenarios() []scenario { //nolint:funlen // a table
	return []scenario{
		{
			name: "an owner may change what is its own", model: PostModel,
			tuples:  []string{"user:ann is_owner post:1", "user:bob is_owner comment:1", "user:ann is_owner user:ann"},
			allowed: []string{"user:ann can_update post:1", "user:ann can_delete post:1", "user:bob can_delete comment:1", "user:ann can_get_detail user:ann"},
			denied:  []string{"user:bob can_update post:1", "user:ann can_delete comment:1", "user:ann can_update post:2", "user:bob can_get_detail user:ann"},
			lists:   map[string][]string{"user:ann can_update post": {"post:1"}, "user:bob can_update post": {}},
		},
		{
			name: "a super admin of the platform may change what is shared with them", model: PostModel,
			tuples: []string{
				"user:root is_super_admin user:platform", "user:platform#is_super_admin can_update post:1",
				"user:platform#is_super_admin can_delete post:1", "user:ann is_owner post:1", "user:ann is_owner post:2",
			},
			allowed: []string{"user:root can_update post:1", "user:root can_delete post:1", "user:platform#is_super_admin can_update post:1", "user:root can_update user:platform"},
			denied:  []string{"user:root can_update post:2", "user:root is_owner post:1", "user:eve can_update post:1", "user:root is_super_admin user:other"},
			lists:   map[string][]string{"user:root can_update post": {"post:1"}, "user:ann can_update post": {"post:1", "post:2"}},
		},
		{
			name: "a direct tuple grants one relation only", model: PostModel,
			tuples:  []string{"user:bob can_update post:1"},
			allowed: []string{"user:bob can_update post:1"},
			denied:  []string{"user:bob can_delete post:1", "user:bob is_owner post:1"},
		},
		{
			name: "members of members are members", model: documentModel,
			tuples: []string{
				"user:ann member group:a", "group:a#member member group:b", "group:b#member member group:c", "group:c#member editor document:1",
			},
			allowed: []string{"user:ann member group:c", "user:ann editor document:1", "user:ann can_view document:1", "group:a#member editor document:1", "group:a#member member group:a"},
			denied:  []string{"user:bob editor document:1", "group:c#member member group:a", "user:ann owner document:1"},
			lists:   map[string][]string{"user:ann member group": {"group:a", "group:b", "group:c"}, "user:ann viewer document": {"document:1"}},
		},
		{
			name: "groups that are members of each other end", model: documentModel,
			tuples: []string{
				"group:a#member member group:b", "group:b#member member group:c", "group:c#member member group:a",
				"user:ann member group:b", "group:a#member editor document:1",
			},
			allowed: []string{"user:ann member group:a", "user:ann member group:b", "user:ann member group:c", "user:ann editor document:1"},
			denied:  []string{"user:bob member group:a", "user:bob member group:c", "user:bob editor document:1"},
		},
		{
			name: "folders hand on what they grant", model: documentModel,
			tuples: []string{
				"folder:top parent folder:sub", "folder:sub parent document:1", "user:ann owner folder:top", "user:bob viewer folder:sub",
			},
			allowed: []string{"user:ann viewer folder:sub", "user:ann viewer document:1", "user:bob can_view document:1"},
			denied:  []string{"user:bob viewer folder:top", "user:ann editor document:1", "user:eve viewer document:1"},
			lists:   map[string][]string{"user:ann viewer folder": {"folder:sub", "folder:top"}, "user:bob can_view document": {"document:1"}},
		},
		{
			name: "everybody is everybody of the type and no group", model: documentModel,
			tuples:  []string{"user:* viewer folder:public", "folder:public parent document:1"},
			allowed: []string{"user:ann viewer folder:public", "user:anybody can_view document:1", "user:* viewer folder:public"},
			denied:  []string{"group:a#member viewer folder:public", "user:ann viewer folder:private", "user:ann editor document:1"},
			lists:   map[string][]string{"user:eve can_view document": {"document:1"}},
		},
		{
			name: "but not takes away", model: documentModel,
			tuples: []string{
				"user:* viewer folder:public", "folder:public parent document:1", "user:eve blocked document:1",
				"user:mal member group:banned", "group:banned#member blocked document:1", "user:ann owner document:2", "user:* blocked document:2",
			},
			allowed: []string{"user:ann can_view document:1", "user:ann viewer document:2"},
			denied:  []string{"user:eve can_view document:1", "user:mal can_view document:1", "user:ann can_view document:2"},
			lists:   map[string][]string{"user:eve can_view document": {}, "user:eve viewer document": {"document:1"}},
		},
		{
			name: "and asks for both", model: documentModel,
			tuples: []string{
				"user:ann editor document:1", "user:bob editor document:1", "user:* licensed document:1", "user:bob blocked document:1",
				"user:cid licensed document:1", "user:ann editor document:2",
			},
			allowed: []string{"user:ann can_print document:1"},
			denied:  []string{"user:bob can_print document:1", "user:cid can_print document:1", "user:ann can_print document:2"},
		},
		{
			name: "parentheses say what belongs together", model: documentModel,
			tuples: []string{
				"user:ann owner document:1", "user:ann can_share document:1", "user:ann blocked document:1",
				"user:bob editor document:1", "user:bob can_share document:1",
				"user:cid editor document:1", "user:cid can_share document:1", "user:cid blocked document:1",
				"user:dan owner document:1", "user:eve can_share document:1",
			},
			allowed: []string{"user:ann can_share document:1", "user:bob can_share document:1"},
			denied:  []string{"user:cid can_share document:1", "user:dan can_share document:1", "user:eve can_share document:1"},
		},
	}
}
