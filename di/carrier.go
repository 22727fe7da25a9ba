package di

import (
	"context"
	"time"
)

var _ context.Context = (*carrier)(nil)

// Deadline is that of the context the scope was opened in.
func (c *carrier) Deadline() (time.Time, bool) { return c.parent.Deadline() }

// Done is that of the context the scope was opened in.
func (c *carrier) Done() <-chan struct{} { return c.parent.Done() }

// Err is that of the context the scope was opened in.
func (c *carrier) Err() error { return c.parent.Err() }

// Value finds the scope, and asks the context it was opened in for all else.
func (c *carrier) Value(key any) any {
	if _, ok := key.(scopeKey); ok {
		return (*Scope)(c)
	}
	return c.parent.Value(key)
}
