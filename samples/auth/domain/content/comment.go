package content

import (
	"time"

	"github.com/neuroglia-go/neuroglia/data/aggregate"
)

// CommentState is what is stored of a comment.
type CommentState struct {
	ID          string    `json:"id"`
	PostID      string    `json:"post_id"`
	TextContent string    `json:"text_content"`
	OwnerID     string    `json:"owner_id"`
	CreatedAt   time.Time `json:"created_at"`
	UpdatedAt   time.Time `json:"updated_at"`
}

// AggregateID is the identity of the comment.
func (s CommentState) AggregateID() string { return s.ID }

// Comment is a text of a member about a post.
type Comment struct {
	aggregate.Root[CommentState]
}

// CommentWritten begins a comment.
type CommentWritten struct {
	CommentID   string    `json:"comment_id"`
	PostID      string    `json:"post_id"`
	OwnerID     string    `json:"owner_id"`
	TextContent string    `json:"text_content"`
	At          time.Time `json:"at"`
}

// CommentEdited replaces its text.
type CommentEdited struct {
	TextContent string    `json:"text_content"`
	At          time.Time `json:"at"`
}

// CommentDeleted ends it. What others keep about the comment goes with it, so it says whose it was.
type CommentDeleted struct {
	CommentID string    `json:"comment_id"`
	OwnerID   string    `json:"owner_id"`
	At        time.Time `json:"at"`
}

// EventName is the name in the log; it never changes once an event is stored.
func (CommentWritten) EventName() string { return "comment.written.v1" }

// EventName is the name in the log.
func (CommentEdited) EventName() string { return "comment.edited.v1" }

// EventName is the name in the log.
func (CommentDeleted) EventName() string { return "comment.deleted.v1" }

// Apply folds an event into the state.
func (s CommentState) Apply(event aggregate.Event) CommentState {
	switch e := event.(type) {
	case CommentWritten:
		return CommentState{ID: e.CommentID, PostID: e.PostID, OwnerID: e.OwnerID, TextContent: e.TextContent, CreatedAt: e.At, UpdatedAt: e.At}
	case CommentEdited:
		s.TextContent, s.UpdatedAt = e.TextContent, e.At
	}
	return s
}

// WriteComment returns a new comment on the post.
func WriteComment(id, postID, ownerID, text string, now time.Time) *Comment {
	c := new(Comment)
	c.Record(CommentWritten{CommentID: id, PostID: postID, OwnerID: ownerID, TextContent: text, At: now})
	return c
}

// Edit replaces the text and reports whether it is another one.
func (c *Comment) Edit(text string, now time.Time) bool {
	if c.State().TextContent == text {
		return false
	}
	c.Record(CommentEdited{TextContent: text, At: now})
	return true
}

// Delete ends the comment, which is to be removed then.
func (c *Comment) Delete(now time.Time) {
	c.Record(CommentDeleted{CommentID: c.ID(), OwnerID: c.State().OwnerID, At: now})
}
