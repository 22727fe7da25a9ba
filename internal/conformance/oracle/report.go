package oracle

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Kind says what is wrong.
type Kind string

// The kinds of findings.
const (
	// ServerError is a status of 500.
	ServerError Kind = "server_error"
	// NoAnswer is a connection that ended without a response.
	NoAnswer Kind = "no_answer"
	// UndocumentedStatus is a status that the operation does not describe.
	UndocumentedStatus Kind = "undocumented_status"
	// UndocumentedBody is a body, or a media type, that the response does not describe.
	UndocumentedBody Kind = "undocumented_body"
	// SchemaViolation is a body or a header that breaks its schema.
	SchemaViolation Kind = "schema_violation"
	// AcceptedInvalid is a request that breaks the document and was accepted.
	AcceptedInvalid Kind = "accepted_invalid"
	// RefusedValid is a request that the document allows and that was refused as invalid.
	RefusedValid Kind = "refused_valid"
)

// Finding is one difference between the API and its document, with the first
// request that showed it.
type Finding struct {
	Kind      Kind
	Operation string
	// Status is the HTTP status of the answer, 0 when there was none.
	Status int
	// Mutation says what was wrong with the request; empty for a valid one.
	Mutation string
	// Message says what is wrong with the answer.
	Message string
	// Request and Answer show what was sent and what came back, shortened.
	Request, Answer string
	// Count is how often it happened.
	Count int
}

// Report is what a run found.
type Report struct {
	// Requests is the number of requests sent.
	Requests int
	// Mutated is the number of them that had something wrong.
	Mutated int
	// Statuses counts the answers by operation and status.
	Statuses map[string]map[int]int
	// Findings are the differences found; one that happened many times is there once.
	Findings []Finding
}

func newReport() *Report { return &Report{Statuses: map[string]map[int]int{}} }

func (r *Report) operation(id string) { r.Statuses[id] = map[int]int{} }

// add counts the finding, with another of its kind where there is one.
func (r *Report) add(f Finding) {
	same := func(g Finding) bool {
		return g.Kind == f.Kind && g.Operation == f.Operation && g.Status == f.Status && brief(g.Message) == brief(f.Message)
	}
	if i := slices.IndexFunc(r.Findings, same); i >= 0 {
		r.Findings[i].Count++
		return
	}
	f.Count = 1
	r.Findings = append(r.Findings, f)
}

// brief is the part of a message that does not change with the values.
func brief(message string) string {
	line, _, _ := strings.Cut(message, "\n")
	return line[:min(len(line), 60)]
}

// NeverSucceeded returns the operations that never answered with a status below
// 400, in order. What lies behind them was not checked.
func (r *Report) NeverSucceeded() []string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(r.Statuses)) {
		if !slices.ContainsFunc(slices.Collect(maps.Keys(r.Statuses[id])), func(status int) bool { return status < 400 }) {
			out = append(out, id)
		}
	}
	return out
}

// String returns the report for a person.
func (r *Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d requests, %d of them mutated, to %d operations: %d findings\n", r.Requests, r.Mutated, len(r.Statuses), len(r.Findings))
	for _, id := range slices.Sorted(maps.Keys(r.Statuses)) {
		fmt.Fprintf(&b, "  %-30s", id)
		for _, status := range slices.Sorted(maps.Keys(r.Statuses[id])) {
			fmt.Fprintf(&b, " %d×%d", status, r.Statuses[id][status])
		}
		b.WriteByte('\n')
	}
	for i, f := range slices.SortedStableFunc(slices.Values(r.Findings), func(a, b Finding) int { return cmp.Compare(a.Operation, b.Operation) }) {
		fmt.Fprintf(&b, "\n%d. %s: %s, %d times\n   %s\n", i+1, f.Operation, f.Kind, f.Count, f.Message)
		if f.Mutation != "" {
			fmt.Fprintf(&b, "   request with: %s\n", f.Mutation)
		}
		fmt.Fprintf(&b, "   > %s\n   < %d %s\n", f.Request, f.Status, f.Answer)
	}
	return b.String()
}
