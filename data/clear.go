package data

import "context"

// Clearer is a [Store] that can delete all documents of a collection at once, as before a
// read model is built anew. Of one that is not, they are read and deleted in batches.
type Clearer interface {
	// Clear deletes all documents of the collection, in whatever versions they are, in a
	// commit of its own and without events. Reads and commits of the collection may have to
	// wait for it, and a transaction that began before may find it empty.
	Clear(ctx context.Context, collection string) error
}
