package content

import "time"

// PostDTO is a post as clients see it.
type PostDTO struct {
	ID          string    `json:"id"`
	TextContent string    `json:"text_content"`
	OwnerID     string    `json:"owner_id"`
	CreatedAt   time.Time `json:"created_at"`
	UpdatedAt   time.Time `json:"updated_at"`
}

// CommentDTO is a comment as clients see it.
type CommentDTO struct {
	ID          string    `json:"id"`
	PostID      string    `json:"post_id"`
	TextContent string    `json:"text_content"`
	OwnerID     string    `json:"owner_id"`
	CreatedAt   time.Time `json:"created_at"`
	UpdatedAt   time.Time `json:"updated_at"`
}

// List is a part of a list and how long it is.
type List[T any] struct {
	Items  []T `json:"items"`
	Total  int `json:"total"`
	Limit  int `json:"limit"`
	Offset int `json:"offset"`
}
