package content_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
)

var morning = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

func TestWhatIsWrittenCanBeEdited(t *testing.T) {
	t.Parallel()
	later := morning.Add(time.Hour)
	post := content.WritePost("p1", "ann", "first", morning)
	require.False(t, post.Edit("first", later))
	require.True(t, post.Edit("second", later))
	require.Equal(t, content.PostState{ID: "p1", OwnerID: "ann", TextContent: "second", CreatedAt: morning, UpdatedAt: later}, post.State())

	comment := content.WriteComment("c1", "p1", "bob", "first", morning)
	require.False(t, comment.Edit("first", later))
	require.True(t, comment.Edit("second", later))
	require.Equal(t, content.CommentState{ID: "c1", PostID: "p1", OwnerID: "bob", TextContent: "second", CreatedAt: morning, UpdatedAt: later}, comment.State())
}

// News that is as old as what is known, or older, is no news: the source sends it again.
func TestAMemberTakesOverNewsOnce(t *testing.T) {
	t.Parallel()
	account := content.Account{Username: "ann@example.com", FullName: "Ann Lee", IsActive: true}
	member := content.Join("m1", account, content.SourceProvider, morning)
	renamed := content.Account{Username: "ann@example.org"}
	require.False(t, member.Synchronize(renamed, morning))
	require.False(t, member.Synchronize(renamed, morning.Add(-time.Hour)))
	require.True(t, member.Synchronize(renamed, morning.Add(time.Hour)))
	require.Equal(t, content.MemberState{ID: "m1", Username: "ann@example.org", Source: content.SourceProvider, SyncedAt: morning.Add(time.Hour)}, member.State())
}
