package content

import (
	"context"
	"errors"
	"time"

	"github.com/neuroglia-go/neuroglia/auth"
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
	removal *Removal
}

// NewSyncMemberHandler returns the handler.
func NewSyncMemberHandler(members Members, removal *Removal) *SyncMemberHandler {
	return &SyncMemberHandler{members: members, removal: removal}
}

// Handle may be told the same again, in any order: what is as old as what is known, or older, is
// a duplicate. What one source says of a member of the other is ignored.
func (h *SyncMemberHandler) Handle(ctx context.Context, cmd SyncMember) (Synced, error) {
	member, err := h.members.Get(ctx, cmd.MemberID)
	switch known := !errors.Is(err, errs.KindNotFound); {
	case known && err != nil:
		return "", err
	case known && member.State().Source != cmd.Source:
		return SyncIgnored, nil
	case cmd.Gone && !known:
		return SyncDuplicate, nil
	case cmd.Gone:
		return SyncApplied, h.remove(ctx, member, cmd.At)
	case !known:
		return SyncApplied, h.members.Add(ctx, domain.Join(cmd.MemberID, cmd.Account, cmd.Source, cmd.At))
	case !member.Synchronize(cmd.Account, cmd.At):
		return SyncDuplicate, nil
	}
	return SyncApplied, h.members.Update(ctx, member)
}

// remove removes the member and all that the member wrote.
func (h *SyncMemberHandler) remove(ctx context.Context, member *domain.Member, at time.Time) error {
	if err := h.removal.ofMember(ctx, member.ID()); err != nil {
		return err
	}
	member.Leave(at)
	return h.members.Remove(ctx, member)
}
