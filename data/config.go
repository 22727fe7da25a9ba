package data

import (
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/neuroglia-go/neuroglia/data/query"
)

// Config says how a repository keeps its objects.
type Config struct {
	// Collection is the plural the objects are stored under: "orders". Required;
	// see [Collection].
	Collection string
	// Singular is used in messages and names the streams of aggregates. The default
	// takes an English plural off Collection: "order".
	Singular string
	// NotFound is the code of the error for an id that does not exist. The default
	// is Singular followed by "_not_found": "order_not_found".
	NotFound string
	// Unique indexes refuse an object that agrees with another one in all fields of
	// the index. An index without a name is named by its fields: "customer_phone".
	Unique []Index
	// Indexes make the queries over their fields fast.
	Indexes []Index
	// UnknownFields says what to do about a stored member that the Go type does not
	// have. The default is to refuse.
	UnknownFields UnknownFields
}

// UnknownFields is a policy for stored members that the Go type does not have.
type UnknownFields uint8

const (
	// RefuseUnknown fails to load the document: to update it would lose the member.
	RefuseUnknown UnknownFields = iota
	// IgnoreUnknown loads the document without the member, which the next update
	// removes. It suits a type that drops a field, once no older program runs.
	IgnoreUnknown
)

// Stream returns the name of the stream in which a log keeps the events of the
// aggregate: "order-42". What is before the first '-' is the category of all
// aggregates of the repository; where Singular has a '-' the category has a '_'.
func (c Config) Stream(id string) string {
	return strings.ReplaceAll(cmp.Or(c.Singular, singular(c.Collection)), "-", "_") + "-" + id
}

// WithDefaults returns the config with every empty field filled in, as repositories
// use it.
func (c Config) WithDefaults() Config {
	if c.Singular == "" {
		c.Singular = singular(c.Collection)
	}
	if c.NotFound == "" {
		c.NotFound = c.Singular + "_not_found"
	}
	c.Unique, c.Indexes = named(c.Unique), named(c.Indexes)
	return c
}

func named(indexes []Index) []Index {
	all := make([]Index, len(indexes))
	for i, index := range indexes {
		if index.Name == "" {
			index.Name = strings.NewReplacer(".", "_", "-", "_").Replace(strings.Join(index.Fields, "_"))
		}
		all[i] = index
	}
	return all
}

// collection returns what the store has to know.
func (c Config) collection() Collection {
	return Collection{Name: c.Collection, Unique: c.Unique, Indexes: c.Indexes}
}

// Check returns every fault of the definition joined, or nil. Stores need not check
// again what a repository defines.
func (c Collection) Check() error {
	var faults []error
	if !isName(c.Name) {
		faults = append(faults, fmt.Errorf("collection name %q: %w", c.Name, errName))
	}
	seen := map[string]bool{IndexID: true}
	for _, indexes := range [][]Index{c.Unique, c.Indexes} {
		for _, index := range indexes {
			faults = append(faults, index.check(seen))
		}
	}
	return errors.Join(faults...)
}

var (
	errName  = errors.New("use lower-case letters, digits and underscores, a letter first, at most 48")
	errTwice = errors.New("the name is taken; give each index of a collection its own")
	errEmpty = errors.New("it covers no field; name at least one")
	errIDs   = errors.New("ids are unique without an index; leave it out")
)

// check adds the name of the index to those seen.
func (i Index) check(seen map[string]bool) error {
	var faults []error
	if !isName(i.Name) {
		faults = append(faults, fmt.Errorf("index name %q: %w", i.Name, errName))
	}
	if seen[i.Name] {
		faults = append(faults, fmt.Errorf("index %q: %w", i.Name, errTwice))
	}
	if len(i.Fields) == 0 {
		faults = append(faults, fmt.Errorf("index %q: %w", i.Name, errEmpty))
	}
	for _, field := range i.Fields {
		if query.Path(field).IsID() {
			faults = append(faults, fmt.Errorf("index %q: %w", i.Name, errIDs))
		}
		if err := query.Path(field).Check(); err != nil {
			faults = append(faults, fmt.Errorf("index %q: %w", i.Name, err))
		}
	}
	seen[i.Name] = true
	return errors.Join(faults...)
}

func isName(s string) bool {
	for i := range len(s) {
		c := s[i]
		inner := c == '_' || c >= '0' && c <= '9'
		if (c < 'a' || c > 'z') && (i == 0 || !inner) {
			return false
		}
	}
	return s != "" && len(s) <= 48
}

// comparableStore reports whether two stores can be told apart, which units of work do.
func comparableStore(store Store) bool { return reflect.TypeOf(store).Comparable() }
