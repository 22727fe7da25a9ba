package datarebac

import (
	"context"
	"iter"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
	"github.com/neuroglia-go/neuroglia/data"
	"github.com/neuroglia-go/neuroglia/data/query"
)

// chunk is how many tuples are looked up at once by their ids.
const chunk = 200

// document is a tuple as it is stored.
type document struct {
	// ID is the whole tuple, which has no spaces within its parts.
	ID         string `json:"id"`
	Object     string `json:"object"`
	ObjectType string `json:"object_type"`
	Relation   string `json:"relation"`
	User       string `json:"user"`
	Kind       kind   `json:"kind"`
}

// kind is what the user of a tuple is.
type kind string

const (
	one       kind = "one"
	everybody kind = "everybody"
	userset   kind = "userset"
)

const (
	objectField   query.Text        = "object"
	typeField     query.Text        = "object_type"
	relationField query.Text        = "relation"
	userField     query.Text        = "user"
	kindField     query.Field[kind] = "kind"
)

func newDocument(t rebac.Tuple) *data.Document[document] {
	objectType, _, _ := strings.Cut(t.Object, ":")
	d := document{ID: t.String(), Object: t.Object, ObjectType: objectType, Relation: t.Relation, User: t.User, Kind: one}
	switch {
	case strings.Contains(t.User, "#"):
		d.Kind = userset
	case strings.HasSuffix(t.User, ":*"):
		d.Kind = everybody
	}
	return data.NewDocument(d)
}

// tuples are the documents, as an evaluator looks them up.
type tuples struct {
	documents data.Repository[*data.Document[document], string]
}

var _ rebac.Source = tuples{}

// Users implements [rebac.Source].
func (s tuples) Users(ctx context.Context, object, relation string, among []string) ([]string, error) {
	return s.users(ctx, query.Where(objectField.Eq(object), relationField.Eq(relation), query.Or(userField.In(among...), kindField.Eq(userset))))
}

// Parents implements [rebac.Source].
func (s tuples) Parents(ctx context.Context, object, relation string) ([]string, error) {
	return s.users(ctx, query.Where(objectField.Eq(object), relationField.Eq(relation), kindField.Eq(one)))
}

func (s tuples) users(ctx context.Context, q query.Query) ([]string, error) {
	page, err := s.documents.Find(ctx, q.Unpaged())
	if err != nil {
		return nil, unavailable(err)
	}
	users := make([]string, len(page.Items))
	for i, found := range page.Items {
		users[i] = found.Value.User
	}
	return users, nil
}

// Objects implements [rebac.Source].
func (s tuples) Objects(ctx context.Context, objectType string) ([]string, error) {
	groups, err := data.Aggregate(ctx, s.documents, query.Where(typeField.Eq(objectType)).Aggregate(query.Count()).By(objectField.Key()))
	if err != nil {
		return nil, unavailable(err)
	}
	objects := make([]string, 0, len(groups))
	for _, group := range groups {
		if object, ok := group.Keys[0].Any().(string); ok {
			objects = append(objects, object)
		}
	}
	return objects, nil
}

// all returns every tuple, some at a time, in the order of their ids.
func (s tuples) all(ctx context.Context) iter.Seq2[rebac.Tuple, error] {
	return func(yield func(rebac.Tuple, error) bool) {
		var cursor query.Cursor
		for {
			page, err := s.documents.Find(ctx, query.All().After(cursor).Limit(chunk))
			if err != nil {
				yield(rebac.Tuple{}, unavailable(err))
				return
			}
			for _, found := range page.Items {
				t := rebac.Tuple{User: found.Value.User, Relation: found.Value.Relation, Object: found.Value.Object}
				if !yield(t, nil) {
					return
				}
			}
			if cursor = page.Next; cursor == "" {
				return
			}
		}
	}
}

// stored returns which of the tuples are there.
func (s tuples) stored(ctx context.Context, all []rebac.Tuple) (map[string]*data.Document[document], error) {
	there := make(map[string]*data.Document[document])
	for some := range slices.Chunk(all, chunk) {
		ids := make([]string, len(some))
		for i, t := range some {
			ids[i] = t.String()
		}
		page, err := s.documents.Find(ctx, query.Where(query.ID.In(ids...)).Unpaged())
		if err != nil {
			return nil, err
		}
		for _, found := range page.Items {
			there[found.Value.ID] = found
		}
	}
	return there, nil
}

// add stores the tuples that are not there yet.
func (s tuples) add(ctx context.Context, all []rebac.Tuple) error {
	there, err := s.stored(ctx, all)
	if err != nil {
		return err
	}
	for _, t := range all {
		if there[t.String()] != nil {
			continue
		}
		added := newDocument(t)
		if err := s.documents.Add(ctx, added); err != nil {
			return err
		}
		there[t.String()] = added
	}
	return nil
}

// remove removes the tuples that are there.
func (s tuples) remove(ctx context.Context, all []rebac.Tuple) error {
	there, err := s.stored(ctx, all)
	if err != nil {
		return err
	}
	for _, found := range there {
		if err := s.documents.Remove(ctx, found); err != nil {
			return err
		}
	}
	return nil
}
