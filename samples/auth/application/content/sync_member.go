package content

import (
	"context"
	"errors"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mediator"
	domain "github.com/neuroglia-go/neuroglia/samples/auth/domain/content"
)

// Synced says what came of news about a member.
type Synced string

// What comes of news.
const (
	SyncApplied   Synced = "applied"
	SyncIgnored   Synced = "ignored"
	SyncDuplicate Synced = "duplicate"
)

// Values returns what comes of news, for documents.
func (Synced) Values() []string {
	return []string{string(SyncApplied), string(SyncIgnored), string(SyncDuplicate)}
}

// SyncMember takes over what a source says of a member. Who speaks for the source sends it as
// the system, after it has proved itself.
type SyncMember struct {
	mediator.Command[Synced]
	MemberID string
	Account  domain.Account
	Source   domain.Source
	// Gone says that the source has no such member any more.
	Gone bool
	At   time.Time
}

// Policy asks for the program itself.
func (SyncMember) Policy() auth.Policy { return auth.SystemOnly() }

// SyncMemberHandler carries out [SyncMember].
type SyncMemberHandler struct {
	members Members
	news    AllNews
	removal *Removal
}

// NewSyncMemberHandler returns the handler.
func NewSyncMemberHandler(members Members, news AllNews, removal *Removal) *SyncMemberHandler {
	return &SyncMemberHandler{members: members, news: news, removal: removal}
}

// Handle may be told the same again, in any order: what is as old as what is known, or older, is
// a duplicate, and who has left is not brought back by what was said before. What one source says
// of a member of the other is ignored.
func (h *SyncMemberHandler) Handle(ctx context.Context, cmd SyncMember) (Synced, error) {
	member, err := h.members.Get(ctx, cmd.MemberID)
	switch {
	case errors.Is(err, errs.KindNotFound):
		member = nil
	case err != nil:
		return "", err
	case member.State().Source != cmd.Source:
		return SyncIgnored, nil
	}
	if fresh, err := h.take(ctx, cmd); err != nil || !fresh {
		return SyncDuplicate, err
	}
	return SyncApplied, h.apply(ctx, member, cmd)
}

// take keeps the news of a member, and reports whether it is news.
func (h *SyncMemberHandler) take(ctx context.Context, cmd SyncMember) (bool, error) {
	last, err := h.news.Get(ctx, cmd.MemberID)
	switch {
	case errors.Is(err, errs.KindNotFound):
		return true, h.news.Add(ctx, data.NewDocument(News{MemberID: cmd.MemberID, At: cmd.At, Gone: cmd.Gone}))
	case err != nil:
		return false, err
	case cmd.Gone && last.Value.Gone, !cmd.Gone && !cmd.At.After(last.Value.At):
		return false, nil
	case cmd.At.After(last.Value.At):
		last.Value.At = cmd.At
	}
	last.Value.Gone = cmd.Gone
	return true, h.news.Update(ctx, last)
}

// apply changes the member, who is nil when there is none.
func (h *SyncMemberHandler) apply(ctx context.Context, member *domain.Member, cmd SyncMember) error {
	switch {
	case cmd.Gone && member == nil:
		return nil
	case cmd.Gone:
		return h.remove(ctx, member, cmd.At)
	case member == nil:
		return h.members.Add(ctx, domain.Join(cmd.MemberID, cmd.Account, cmd.Source, cmd.At))
	case !member.Synchronize(cmd.Account, cmd.At):
		return nil
	}
	return h.members.Update(ctx, member)
}

// remove removes the member and all that the member wrote.
func (h *SyncMemberHandler) remove(ctx context.Context, member *domain.Member, at time.Time) error {
	if err := h.removal.ofMember(ctx, member.ID()); err != nil {
		return err
	}
	member.Leave(at)
	return h.members.Remove(ctx, member)
}
