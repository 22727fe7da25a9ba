package query

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/neuroglia-go/neuroglia/errs"
)

// Bounds of what one URL may ask for.
const (
	maxParamValues = 100
	maxSortKeys    = 8
)

// ParserConfig says what a URL may ask for. What it does not name is refused.
type ParserConfig struct {
	// Filter are the fields to filter by.
	Filter []Param
	// Sort are the fields to sort by; their tests are of no matter.
	Sort []Param
	// Default is the order where the URL asks for none. The zero value is by id.
	Default []Order
	// PageSize is how many documents a page has where the URL does not say. 0 means 20.
	PageSize int
	// MaxPageSize is how many it may ask for. 0 means 100.
	MaxPageSize int
	// Cursors has pages asked for by page[after] instead of page[number].
	Cursors bool
}

// Parser reads queries from the parameters of a URL:
//
//	filter[status]=ready                       equals
//	filter[status]=ready&filter[status]=new    equals one of them
//	filter[placed][ge]=2026-03-01              a test by name; see [ParamTest]
//	sort=-placed,name                          descending, then ascending
//	page[size]=20&page[number]=2               a page by number, or
//	page[size]=20&page[after]=WyJk…            one after a cursor, the Next of a [Page]
//
// No character has a special meaning in a value. Parameters that are neither sort nor
// filter[…] nor page[…] belong to others and are left alone. It is safe for concurrent
// use.
type Parser struct {
	config ParserConfig
	filter map[string]Param
	sort   map[string]Param
}

// NewParser returns the parser, or every fault of the config joined.
func NewParser(config ParserConfig) (*Parser, error) {
	config.PageSize, config.MaxPageSize = cmp.Or(config.PageSize, 20), cmp.Or(config.MaxPageSize, 100)
	p := &Parser{config: config, filter: map[string]Param{}, sort: map[string]Param{}}
	faults := []error{All().OrderBy(config.Default...).Err()}
	if config.PageSize < 1 || config.PageSize > config.MaxPageSize {
		faults = append(faults, fmt.Errorf("pages have %d documents and may have %d; use 1 or more, and a maximum that is not less",
			config.PageSize, config.MaxPageSize))
	}
	for _, list := range []struct {
		what   string
		params []Param
		byName map[string]Param
	}{{"Filter", config.Filter, p.filter}, {"Sort", config.Sort, p.sort}} {
		for _, param := range list.params {
			faults = append(faults, param.check())
			if _, ok := list.byName[param.name]; ok {
				faults = append(faults, fmt.Errorf("%s has the parameter %q twice; give each a name of its own", list.what, param.name))
			}
			list.byName[param.name] = param
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("query parser: %w", err)
	}
	return p, nil
}

// Parse returns the query that the parameters ask for, or an errs.Validation with every
// fault, In "query". What else the caller may see is for the program to add:
//
//	q, err := parser.Parse(r.URL.Query())
//	page, err := orders.Find(ctx, q.Where(tenant.Eq(id)))
func (p *Parser) Parse(values url.Values) (Query, error) {
	r := reading{parser: p, page: map[string]string{}}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		r.parameter(name, values[name])
	}
	r.paginate()
	if len(r.faults) == 0 && r.q.Err() != nil {
		r.fault("filter", paramFault{"invalid", errs.From(r.q.Err()).Message})
	}
	if len(r.faults) > 0 {
		return Query{}, errs.Validation(r.faults...)
	}
	return r.q, nil
}

// paramFault is what is wrong with a parameter.
type paramFault struct{ code, message string }

// reading is one call of Parse.
type reading struct {
	parser *Parser
	q      Query
	sorted bool
	page   map[string]string
	faults []errs.Field
}

func (r *reading) fault(name string, f paramFault) {
	pointer := "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(name)
	r.faults = append(r.faults, errs.Field{In: "query", Pointer: pointer, Code: f.code, Message: f.message})
}

func (r *reading) parameter(name string, texts []string) {
	var fault *paramFault
	switch family, rest, isMember := strings.Cut(name, "["); {
	case isMember && family == "filter":
		fault = r.filter(rest, texts)
	case isMember && family == "page":
		fault = r.pageParameter(rest, texts)
	case name == "sort":
		fault = r.sort(texts)
	}
	if fault != nil {
		r.fault(name, *fault)
	}
}

// filter reads what follows "filter[": "status]" or "placed][ge]".
func (r *reading) filter(rest string, texts []string) *paramFault {
	inner, closed := strings.CutSuffix(rest, "]")
	name, test, named := strings.Cut(inner, "][")
	param, ok := r.parser.filter[name]
	switch {
	case !closed || !ok:
		return &paramFault{"unknown", "is no filter; use " + listed("filter[", r.parser.filter, "]")}
	case !named:
		test = string(ParamEq)
	}
	if !slices.Contains(param.tests, ParamTest(test)) {
		return &paramFault{"unknown", fmt.Sprintf("is no test of %s; use %s", name, oneOf(param.tests))}
	}
	if len(texts) > maxParamValues {
		return &paramFault{"max", fmt.Sprintf("must be given at most %d times", maxParamValues)}
	}
	condition, fault := param.condition(ParamTest(test), texts)
	if fault == nil {
		r.q = r.q.Where(condition)
	}
	return fault
}

func (r *reading) sort(texts []string) *paramFault {
	if len(texts) != 1 {
		return &paramFault{"duplicate", "must be given once, with its keys joined by commas"}
	}
	keys := strings.Split(texts[0], ",")
	if len(keys) > maxSortKeys {
		return &paramFault{"max", fmt.Sprintf("must have at most %d keys", maxSortKeys)}
	}
	for _, key := range keys {
		name, down := strings.CutPrefix(key, "-")
		param, ok := r.parser.sort[name]
		if !ok {
			return &paramFault{"oneof", fmt.Sprintf("has the unknown key %q; use %s", name, listed("", r.parser.sort, ""))}
		}
		order := Field[any](param.path).Asc()
		if down {
			order = Field[any](param.path).Desc()
		}
		r.q, r.sorted = r.q.OrderBy(order), true
	}
	return nil
}

func (r *reading) pageParameter(rest string, texts []string) *paramFault {
	name, closed := strings.CutSuffix(rest, "]")
	known := []string{"size", "number"}
	if r.parser.config.Cursors {
		known[1] = "after"
	}
	switch {
	case !closed || !slices.Contains(known, name):
		return &paramFault{"unknown", "is nothing that pages have; use page[" + known[0] + "] or page[" + known[1] + "]"}
	case len(texts) != 1:
		return &paramFault{"duplicate", "must be given once"}
	}
	r.page[name] = texts[0]
	return nil
}

// paginate sorts and cuts, once all parameters are known.
func (r *reading) paginate() {
	config := r.parser.config
	if !r.sorted {
		r.q = r.q.OrderBy(config.Default...)
	}
	size := r.whole("size", config.PageSize, config.MaxPageSize)
	if !config.Cursors {
		if number := r.whole("number", 1, maxInt/config.MaxPageSize); size > 0 && number > 0 {
			r.q = r.q.Page(number, size)
		}
		return
	}
	after := r.q.After(Cursor(r.page["after"]))
	err := after.fault
	if err == nil && len(r.faults) == 0 {
		err = after.checkCursor()
	}
	if err != nil {
		r.fault("page[after]", paramFault{"cursor", errs.From(err).Message})
		return
	}
	if r.q = after; size > 0 {
		r.q = r.q.Limit(size)
	}
}

// whole returns the number under the name, 0 for one that is at fault.
func (r *reading) whole(name string, otherwise, most int) int {
	text, ok := r.page[name]
	if !ok {
		return otherwise
	}
	n, err := strconv.Atoi(text)
	switch {
	case err != nil:
		r.fault("page["+name+"]", paramFault{"type", "must be a whole number"})
	case n < 1:
		r.fault("page["+name+"]", paramFault{"min", "must be at least 1"})
	case n > most:
		r.fault("page["+name+"]", paramFault{"max", fmt.Sprintf("must be at most %d", most)})
	default:
		return n
	}
	return 0
}

// listed names what is allowed.
func listed(before string, params map[string]Param, after string) string {
	names := slices.Sorted(maps.Keys(params))
	for i := range names {
		names[i] = before + names[i] + after
	}
	return oneOf(names)
}

func oneOf[S ~string](names []S) string {
	if len(names) == 0 {
		return "none at all"
	}
	var b strings.Builder
	for i, name := range names {
		switch {
		case i > 0 && i == len(names)-1:
			b.WriteString(" or ")
		case i > 0:
			b.WriteString(", ")
		}
		b.WriteString(string(name))
	}
	return b.String()
}
