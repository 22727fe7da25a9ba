package mvc

import (
	"net/url"
	"strings"
	"unsafe"

	"github.com/neuroglia-go/neuroglia/errs"
)

// paramSet are the parameters of a query or of a form.
type paramSet struct {
	params []*param
}

// add returns what is wrong with one more parameter.
func (s *paramSet) add(p *param) string {
	if s.find(p.name) >= 0 {
		return "another field is bound from the same name; keep one"
	}
	if s.params = append(s.params, p); len(s.params) > maxParams {
		return "an input has at most 64 fields of the query or of the form; take a JSON body"
	}
	return ""
}

// find is a linear search: inputs have few parameters, and comparing a handful
// of short strings costs less than hashing one.
func (s *paramSet) find(name string) int {
	for i, p := range s.params {
		if p.name == name {
			return i
		}
	}
	return -1
}

// bindQuery reads "a=1&b=2" in one pass without building url.Values. Names no
// parameter is known under are skipped.
func (s *paramSet) bindQuery(base unsafe.Pointer, text string, faults []errs.Field) []errs.Field {
	if len(s.params) == 0 {
		return faults
	}
	var seen seenSet
	for text != "" && len(faults) < maxFaults {
		var pair string
		pair, text, _ = strings.Cut(text, "&")
		name, value, _ := strings.Cut(pair, "=")
		name, err := unescape(name)
		if err != nil {
			continue
		}
		i := s.find(name)
		if i < 0 {
			continue
		}
		value, err = unescape(value)
		if err != nil {
			faults = append(faults, *s.params[i].fault("must be percent-encoded as in a URL"))
			continue
		}
		faults = s.bind(base, i, value, &seen, faults)
	}
	return faults
}

// bind gives one value to the parameter i.
func (s *paramSet) bind(base unsafe.Pointer, i int, value string, seen *seenSet, faults []errs.Field) []errs.Field {
	p := s.params[i]
	if again := seen.add(i); again && p.list == nil {
		return append(faults, *p.fault("must be given once"))
	} else if !again {
		p.clear(base)
	}
	if fault := p.bind(base, value); fault != nil {
		faults = append(faults, *fault)
	}
	return faults
}

// unescape is url.QueryUnescape that leaves text alone that needs nothing.
func unescape(text string) (string, error) {
	if !strings.ContainsAny(text, "%+") {
		return text, nil
	}
	return url.QueryUnescape(text)
}

// seenSet remembers which parameters had a value.
type seenSet uint64

// maxParams is how many a seenSet can tell apart.
const maxParams = 64

// add reports whether i was there before.
func (s *seenSet) add(i int) bool {
	bit := seenSet(1) << i
	again := *s&bit != 0
	*s |= bit
	return again
}
