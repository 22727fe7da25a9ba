package content

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// PostState is what is stored of a post.
type PostState struct {
	ID          string    `json:"id"`
	TextContent string    `json:"text_content"`
	OwnerID     string    `json:"owner_id"`
	CreatedAt   time.Time `json:"created_at"`
	UpdatedAt   time.Time `json:"updated_at"`
}

// AggregateID is the identity of the post.
func (s PostState) AggregateID() string { return s.ID }

// Post is a text of a member.
type Post struct {
	aggregate.Root[PostState]
}

// PostWritten begins a post.
type PostWritten struct {
	PostID      string    `json:"post_id"`
	OwnerID     string    `json:"owner_id"`
	TextContent string    `json:"text_content"`
	At          time.Time `json:"at"`
}

// PostEdited replaces its text.
type PostEdited struct {
	TextContent string    `json:"text_content"`
	At          time.Time `json:"at"`
}

// PostDeleted ends it. What others keep about the post goes with it, so it says whose it was.
type PostDeleted struct {
	PostID  string    `json:"post_id"`
	OwnerID string    `json:"owner_id"`
	At      time.Time `json:"at"`
}

// EventName is the name in the log; it never changes once an event is stored.
func (PostWritten) EventName() string { return "post.written.v1" }

// EventName is the name in the log.
func (PostEdited) EventName() string { return "post.edited.v1" }

// EventName is the name in the log.
func (PostDeleted) EventName() string { return "post.deleted.v1" }

// Apply folds an event into the state.
func (s PostState) Apply(event aggregate.Event) PostState {
	switch e := event.(type) {
	case PostWritten:
		return PostState{ID: e.PostID, OwnerID: e.OwnerID, TextContent: e.TextContent, CreatedAt: e.At, UpdatedAt: e.At}
	case PostEdited:
		s.TextContent, s.UpdatedAt = e.TextContent, e.At
	}
	return s
}

// WritePost returns a new post.
func WritePost(id, ownerID, text string, now time.Time) *Post {
	p := new(Post)
	p.Record(PostWritten{PostID: id, OwnerID: ownerID, TextContent: text, At: now})
	return p
}

// Edit replaces the text and reports whether it is another one.
func (p *Post) Edit(text string, now time.Time) bool {
	if p.State().TextContent == text {
		return false
	}
	p.Record(PostEdited{TextContent: text, At: now})
	return true
}

// Delete ends the post, which is to be removed then.
func (p *Post) Delete(now time.Time) {
	p.Record(PostDeleted{PostID: p.ID(), OwnerID: p.State().OwnerID, At: now})
}
