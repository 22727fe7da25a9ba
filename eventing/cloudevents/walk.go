package cloudevents

import (
	"bytes"
	"iter"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/neuroglia-go/neuroglia/errs"
)

// What is read is checked as a whole by jsontext first. The functions below walk over
// bytes that are known to be one JSON value, so they need not look for faults.

// checkJSON refuses what is not one JSON value in UTF-8. Names that stand twice are
// allowed: an event looks for its own, and data belongs to those who sent it.
func checkJSON(b []byte) error {
	if isValidJSON(b) {
		return nil
	}
	dec := jsontext.NewDecoder(bytes.NewReader(b), jsontext.AllowDuplicateNames(true))
	err := dec.SkipValue()
	if err == nil {
		_, err = dec.ReadToken() // what stands behind it
	}
	return errs.Invalid("malformed_event", "the event is not JSON: byte %d of %d", dec.InputOffset(), len(b)).Wrap(err)
}

func isValidJSON(b []byte) bool {
	return jsontext.Value(b).IsValid(jsontext.AllowDuplicateNames(true))
}

// members yields the names, still quoted, and the values of an object.
func members(object []byte) iter.Seq2[[]byte, []byte] {
	return func(yield func(name, value []byte) bool) {
		for i := space(object, 1); object[i] != '}'; {
			end := valueEnd(object, i)
			name := object[i:end]
			i = space(object, space(object, end)+1) // over the colon
			end = valueEnd(object, i)
			if !yield(name, object[i:end]) {
				return
			}
			i = nextItem(object, end)
		}
	}
}

// elements yields the values of an array.
func elements(array []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := space(array, 1); array[i] != ']'; {
			end := valueEnd(array, i)
			if !yield(array[i:end]) {
				return
			}
			i = nextItem(array, end)
		}
	}
}

// nextItem returns where the next item stands, or the closing bracket.
func nextItem(b []byte, i int) int {
	if i = space(b, i); b[i] == ',' {
		i = space(b, i+1)
	}
	return i
}

func space(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}

// valueEnd returns where the value ends that begins at i.
func valueEnd(b []byte, i int) int {
	depth := 0
	for ; i < len(b); i++ {
		switch b[i] {
		case '"':
			i = stringEnd(b, i) - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		case ' ', '\n', '\t', '\r', ',', ':':
			continue
		default:
			i = scalarEnd(b, i) - 1
		}
		if depth == 0 {
			return i + 1
		}
	}
	return i
}

func stringEnd(b []byte, i int) int {
	for i++; b[i] != '"'; i++ {
		if b[i] == '\\' {
			i++
		}
	}
	return i + 1
}

func scalarEnd(b []byte, i int) int {
	for i < len(b) && bytes.IndexByte([]byte(" \n\t\r,]}"), b[i]) < 0 {
		i++
	}
	return i
}

// unquote returns the text of a JSON string.
func unquote(quoted []byte) []byte {
	if bytes.IndexByte(quoted, '\\') < 0 {
		return quoted[1 : len(quoted)-1]
	}
	text, _ := jsontext.AppendUnquote(nil, quoted)
	return text
}
