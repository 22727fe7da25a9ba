package mvc_test

import (
	"context"
	"math"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
)

// task is a result with a version, and a choice of status.
type task struct {
	ID      uuid.UUID `json:"id"`
	Number  int       `json:"number"`
	Title   string    `json:"title"`
	Done    bool      `json:"done"`
	Labels  []string  `json:"labels"`
	Note    *string   `json:"note,omitempty"`
	Version int64     `json:"version"`
}

func (t task) ETag() string { return mvc.VersionTag(t.Version) }

type outcome struct {
	State string `json:"state"`
}

func (o *outcome) HTTPStatus() int {
	if o.State == "queued" {
		return http.StatusAccepted
	}
	return 0
}

type tasks struct{}

func (*tasks) Routes(r *mvc.Routes[*tasks]) {
	mvc.Get(r, "/tasks", (*tasks).List)
	mvc.Get(r, "/tasks/{number}", (*tasks).Get)
	mvc.Put(r, "/tasks/{number}", (*tasks).Change)
	mvc.Post(r, "/runs/{run}", (*tasks).Start, mvc.Accepted("/tasks/{number}/{title}/{id}/{run}"))
	mvc.Get(r, "/old/{by}", (*tasks).Moved, mvc.Redirect("https://example.org/{by}"), mvc.Status(http.StatusMovedPermanently))
	mvc.Get(r, "/away", (*tasks).Away)
	mvc.Get(r, "/broken", (*tasks).Unencodable)
	mvc.Get(r, "/outcome/{by}", (*tasks).Outcome, mvc.Responds[outcome](http.StatusAccepted, "It is queued."))
	mvc.Get(r, "/nil", (*tasks).Nil)
	mvc.Put(r, "/silent", (*tasks).Silent, mvc.NoContent())
	mvc.Get(r, "/table", (*tasks).Table, mvc.Produces("text/csv", "application/json"))
}

type taskNumber struct {
	Number int `path:"number"`
}

func sampleTask(number int) task {
	return task{Number: number, Title: "a/b", Version: 3, Labels: nil}
}

func (*tasks) List(_ context.Context, in struct{ mvc.PageRequest }) (mvc.Page[task], error) {
	return mvc.NewPage(in.PageRequest, []task{sampleTask(in.Offset())}, 45), nil
}

func (*tasks) Get(_ context.Context, in taskNumber) (task, error) { return sampleTask(in.Number), nil }

func (*tasks) Change(_ context.Context, in struct {
	taskNumber
	IfMatch     mvc.IfMatch     `header:"If-Match"`
	IfNoneMatch mvc.IfNoneMatch `header:"If-None-Match"`
	Strict      bool            `query:"strict"`
},
) (task, error) {
	current := sampleTask(in.Number)
	if in.Strict {
		if err := in.IfMatch.Require(); err != nil {
			return task{}, err
		}
	}
	if err := in.IfNoneMatch.Check(current.ETag()); err != nil {
		return task{}, err
	}
	return current, in.IfMatch.Check(current.ETag())
}

func (*tasks) Start(_ context.Context, in struct {
	Run string `path:"run"`
},
) (task, error) {
	return sampleTask(7), nil
}

func (*tasks) Moved(context.Context, struct {
	By string `path:"by"`
},
) (mvc.None, error) {
	return mvc.None{}, nil
}

func (*tasks) Away(_ context.Context, in struct {
	To     string `query:"to"`
	Status int    `query:"status"`
},
) (mvc.Redirection, error) {
	return mvc.Redirection{Location: in.To, Status: in.Status}, nil
}
func (*tasks) Unencodable(context.Context, struct{}) (float64, error) { return math.NaN(), nil }
func (*tasks) Outcome(_ context.Context, in struct {
	By string `path:"by"`
},
) (outcome, error) {
	return outcome{in.By}, nil
}
func (*tasks) Nil(context.Context, struct{}) (*task, error)   { return nil, nil }
func (*tasks) Silent(context.Context, struct{}) (task, error) { return task{}, nil }
func (*tasks) Table(context.Context, struct{}) ([]*task, error) {
	return []*task{new(sampleTask(1))}, nil
}

func taskClient(t *testing.T) *mvctest.Client {
	t.Helper()
	return serve(t, mvc.Config{Prefix: "/v1", Encoders: []mvc.Encoder{mvc.NewCSV(nil), mvc.NewXML(nil)}},
		mvc.Controller[*tasks](func() *tasks { return &tasks{} }))
}

func TestLocationsAndRedirects(t *testing.T) {
	t.Parallel()
	c := taskClient(t)
	started := c.Post("/v1/runs/r%201", nil).Expect(http.StatusAccepted)
	require.Equal(t, "/v1/tasks/7/a%2Fb/00000000-0000-0000-0000-000000000000/r%201", started.Header("Location"))
	moved := c.Get("/v1/old/Ada%20L").Expect(http.StatusMovedPermanently)
	require.Equal(t, "https://example.org/Ada%20L", moved.Header("Location"))
	require.Equal(t, "/x", c.Get("/v1/away?to=/x").Expect(http.StatusSeeOther).Header("Location"))
	c.Get("/v1/away?to=/x&status=307").Undocumented().Expect(http.StatusTemporaryRedirect)
	c.Get("/v1/away").Expect(http.StatusInternalServerError).Problem("internal")
	c.Get("/v1/away?to=/x&status=200").Expect(http.StatusInternalServerError).Problem("internal")
	require.Empty(t, c.Put("/v1/silent", nil).Expect(http.StatusNoContent).Body)
}

func TestResultsAreWholeOrProblems(t *testing.T) {
	t.Parallel()
	c := taskClient(t)
	c.Get("/v1/broken").Expect(http.StatusInternalServerError).Problem("internal")
	require.Equal(t, "null", string(c.Get("/v1/nil").Undocumented().Expect(http.StatusOK).Body))
	c.Get("/v1/outcome/done").Expect(http.StatusOK)
	c.Get("/v1/outcome/queued").Expect(http.StatusAccepted)
}

func TestEntityTags(t *testing.T) {
	t.Parallel()
	c := taskClient(t)
	got := c.Get("/v1/tasks/1").Expect(http.StatusOK)
	require.Equal(t, `"3"`, got.Header("ETag"))
	require.Contains(t, string(got.Body), `"labels":[]`, "a nil list is a list")
	for header, status := range map[string]int{`"3"`: 304, `W/"3"`: 304, `"1", "3"`: 304, `*`: 304, `"1"`: 200} {
		response := c.Get("/v1/tasks/1").Header("If-None-Match", header).Expect(status)
		require.Equal(t, status == 304, len(response.Body) == 0)
		require.Equal(t, `"3"`, response.Header("ETag"))
	}

	for header, status := range map[string]int{"": 200, `"3"`: 200, `"1","3"`: 200, `*`: 200, `"2"`: 412, `W/"3"`: 412, `3`: 412} {
		c.Put("/v1/tasks/1", nil).Header("If-Match", header).Expect(status)
	}
	c.Put("/v1/tasks/1", nil).Header("If-Match", `"2"`).Expect(412).Problem("stale_version")
	c.Put("/v1/tasks/1", nil).Header("If-None-Match", "*").Expect(412).Problem("exists_already")
	c.Put("/v1/tasks/1?strict=true", nil).Undocumented().Expect(428).Problem("if_match_required")
}

func TestIfMatch(t *testing.T) {
	t.Parallel()
	parse := func(header string) (m mvc.IfMatch) {
		require.NoError(t, m.UnmarshalText([]byte(header)))
		return m
	}
	version, ok := parse(`"7"`).Version()
	require.True(t, ok)
	require.EqualValues(t, 7, version)
	for _, header := range []string{`*`, `"a"`, `"1","2"`, ``} {
		_, ok := parse(header).Version()
		require.False(t, ok, header)
	}
	require.False(t, mvc.IfMatch{}.Given())
	for header, text := range map[string]string{`*`: `*`, ` "1" ,"2"`: `"1", "2"`} {
		back, err := parse(header).MarshalText()
		require.NoError(t, err)
		require.Equal(t, text, string(back))
	}
	require.True(t, mvc.IfNoneMatch{}.Matches("x"))
	require.True(t, parse(`"x"`).Matches("x"), "tags are compared in their quotes")
}

func TestPages(t *testing.T) {
	t.Parallel()
	c := taskClient(t)
	links := func(query string) string { return c.Get("/v1/tasks" + query).Expect(http.StatusOK).Header("Link") }
	require.Equal(t, `</v1/tasks?page=1>; rel="first", </v1/tasks?page=2>; rel="next", </v1/tasks?page=3>; rel="last"`, links(""))
	require.Equal(t, `</v1/tasks?a=b&page=1&page_size=20>; rel="first", </v1/tasks?a=b&page=1&page_size=20>; rel="prev", `+
		`</v1/tasks?a=b&page=3&page_size=20>; rel="next", </v1/tasks?a=b&page=3&page_size=20>; rel="last"`, links("?page=2&page_size=20&a=b"))
	require.Equal(t, `</v1/tasks?page=1>; rel="first", </v1/tasks?page=3>; rel="prev", </v1/tasks?page=3>; rel="last"`, links("?page=9"))
	c.Get("/v1/tasks?page=0&page_size=101").Expect(http.StatusUnprocessableEntity).
		Fault("query", "/page", "min").Fault("query", "/page_size", "max")
}

func TestNegotiation(t *testing.T) {
	t.Parallel()
	c := taskClient(t)
	tests := []struct{ path, accept, media string }{
		{"/v1/tasks", "", "application/json"},
		{"/v1/tasks", "*/*", "application/json"},
		{"/v1/tasks", "text/csv", "text/csv; charset=utf-8"},
		{"/v1/tasks", "text/*;q=0.5, application/json;q=0.1", "text/csv; charset=utf-8"},
		{"/v1/tasks", "application/xml, */*;q=0.1", "application/xml"},
		{"/v1/tasks", "application/json;q=0, application/*", "application/xml"},
		{"/v1/tasks", "text/html, application/xhtml+xml, */*;q=broken", "application/json"},
		{"/v1/tasks", ", application/json", "application/json"},
		{"/v1/tasks/1", "text/csv, application/json;q=0.1", "application/json"},
		{"/v1/table", "", "text/csv; charset=utf-8"},
	}
	for _, test := range tests {
		response := c.Get(test.path).Header("Accept", test.accept).Expect(http.StatusOK)
		require.Equal(t, test.media, response.Header("Content-Type"), test.accept)
		require.Equal(t, "Accept", response.Header("Vary"))
	}
	c.Get("/v1/tasks").Header("Accept", "image/png").Expect(http.StatusNotAcceptable).Problem("not_acceptable")
	c.Get("/v1/table").Header("Accept", "application/xml").Expect(http.StatusNotAcceptable)
	c.Get("/v1/tasks/1").Header("Accept", "text/csv").Expect(http.StatusNotAcceptable)
}

func TestOtherEncoders(t *testing.T) {
	t.Parallel()
	c := taskClient(t)
	zero := "00000000-0000-0000-0000-000000000000"
	table := "id,number,title,done,labels,note,version\n" + zero + ",1,a/b,false,[],,3\n"
	require.Equal(t, table, string(c.Get("/v1/table").Expect(200).Body))
	require.Equal(t, strings.Replace(table, ",1,", ",0,", 1), string(c.Get("/v1/tasks").Header("Accept", "text/csv").Expect(200).Body))

	xml := string(c.Get("/v1/tasks/1").Header("Accept", "application/xml").Expect(200).Body)
	require.Equal(t, `<?xml version="1.0" encoding="UTF-8"?>`+"\n<result><id>"+zero+`</id><number>1</number><title>a/b</title>`+
		`<done>false</done><labels></labels><version>3</version></result>`, xml)
	var b strings.Builder
	require.NoError(t, mvc.NewXML(nil).Encode(&b, map[string]any{"a b": nil, "xmlish": []int{1, 2}, "1st": "<"}))
	require.Contains(t, b.String(), `<result><member name="1st">&lt;</member><member name="a b" nil="true"></member>`+
		`<member name="xmlish"><item>1</item><item>2</item></member></result>`)
	require.Error(t, mvc.NewXML(nil).Encode(&b, math.NaN()))
	require.Error(t, mvc.NewCSV(nil).Encode(&b, 7))
	require.Error(t, mvc.NewCSV(nil).Encode(&b, []struct{ N float64 }{{math.Inf(1)}}))
}
