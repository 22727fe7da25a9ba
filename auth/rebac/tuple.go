package rebac

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Lengths in bytes that OpenFGA accepts.
const (
	maxObject   = 256
	maxRelation = 50
	maxUser     = 512
)

// Tuple says that a user has a relation with an object, or asks whether it has.
type Tuple struct {
	// User is an object ("user:ann"), everybody who has a relation with one
	// ("group:staff#member") or everybody of a type ("user:*").
	User string
	// Relation is a name that the model defines for the type of the object.
	Relation string
	// Object is a type and an id: "post:42".
	Object string
}

// String returns the tuple as "user:ann is_owner post:42".
func (t Tuple) String() string { return t.User + " " + t.Relation + " " + t.Object }

// Object returns the name of the object of that type and id: "post:42". The id may come from
// a request: one that would turn into something else, such as "42#is_owner", makes a name
// that every [Authorizer] refuses.
func Object(objectType, id string) string { return objectType + ":" + id }

// Userset returns the name of everybody who has the relation with the object:
// "group:staff#member".
func Userset(object, relation string) string { return object + "#" + relation }

// Validate says whether the tuple is written as one, as an errs.KindInvalid with
// [CodeTupleInvalid]. Whether its types and relation exist is known to the model.
func (t Tuple) Validate() error {
	if err := validateObject(t.Object); err != nil {
		return err
	}
	if !isName(t.Relation) || len(t.Relation) > maxRelation {
		return errs.Invalid(CodeTupleInvalid, "%.60q is no relation; it is one word without ':', '#', '@' and '*', up to %d bytes long", t.Relation, maxRelation)
	}
	_, err := parseSubject(t.User)
	return err
}

func validateObject(object string) error {
	objectType, id, ok := strings.Cut(object, ":")
	if !ok || !isName(objectType) || !isID(id) || len(object) > maxObject {
		return errs.Invalid(CodeTupleInvalid, "%.60q is no object; it is written \"type:id\", has no spaces, no '#' and no second ':', and up to %d bytes", object, maxObject)
	}
	return nil
}

// subject is a parsed user of a tuple.
type subject struct {
	objectType, object string // user, user:ann; the object of everybody of a type is user:*
	relation           string // of a userset
}

// everybody says whether the subject is everybody of its type.
func (s subject) everybody() bool { return strings.HasSuffix(s.object, ":*") }

func (s subject) String() string {
	if s.relation == "" {
		return s.object
	}
	return Userset(s.object, s.relation)
}

func parseSubject(user string) (subject, error) {
	object, relation, isSet := strings.Cut(user, "#")
	objectType, id, ok := strings.Cut(object, ":")
	s := subject{objectType: objectType, object: object, relation: relation}
	valid := ok && isName(objectType) && (isID(id) || id == "*" && !isSet) &&
		(!isSet || isName(relation)) && len(user) <= maxUser
	if !valid {
		return subject{}, errs.Invalid(CodeTupleInvalid, "%.60q is no user; it is written \"type:id\", \"type:id#relation\" or \"type:*\", has no spaces, and up to %d bytes", user, maxUser)
	}
	return s, nil
}

// isName says whether the text may name a type or a relation.
func isName(text string) bool { return isWord(text, ":#@*") }

// isID says whether the text may be the id of one object.
func isID(text string) bool { return isWord(text, ":#") && text != "*" }

func isWord(text, without string) bool {
	return text != "" && utf8.ValidString(text) && !strings.ContainsAny(text, without) &&
		!strings.ContainsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) })
}

// typeOf returns the type of a valid object.
func typeOf(object string) string {
	objectType, _, _ := strings.Cut(object, ":")
	return objectType
}
