package mvc_test

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/errs"
	"github.com/neuroglia-go/neuroglia/mvc"
	"github.com/neuroglia-go/neuroglia/mvc/mvctest"
)

type signup struct {
	Name string   `form:"name" validate:"required"`
	Age  int      `form:"age" default:"18"`
	Tags []string `form:"tag"`
}

type upload struct {
	Title string       `form:"title"`
	Photo mvc.Upload   `file:"photo"`
	Icon  *mvc.Upload  `file:"icon"`
	Pages []mvc.Upload `file:"page"`
}

type uploaded struct {
	Title   string   `json:"title"`
	Photo   string   `json:"photo"`
	HasIcon bool     `json:"has_icon"`
	Pages   []string `json:"pages"`
}

type forms struct{}

func (*forms) Routes(r *mvc.Routes[*forms]) {
	mvc.Post(r, "/signup", (*forms).Signup)
	mvc.Post(r, "/upload", (*forms).Upload, mvc.MaxBody(4096))
}

func (*forms) Signup(_ context.Context, in signup) (string, error) {
	return in.Name + strings.Repeat("!", in.Age) + strings.Join(in.Tags, "+"), nil
}

func (*forms) Upload(_ context.Context, in upload) (uploaded, error) {
	out := uploaded{Title: in.Title, HasIcon: in.Icon != nil}
	for _, page := range in.Pages {
		out.Pages = append(out.Pages, page.Filename+" "+page.ContentType)
	}
	file, err := in.Photo.Open()
	if err != nil {
		return out, err
	}
	content, err := io.ReadAll(file)
	out.Photo = in.Photo.Filename + ":" + string(content)
	if int64(len(content)) != in.Photo.Size {
		err = errs.Internal("size", "the size is wrong")
	}
	return out, err
}

func formClient(t *testing.T) *mvctest.Client {
	t.Helper()
	return serve(t, mvc.Config{}, mvc.Controller[*forms](func() *forms { return &forms{} }))
}

func TestForms(t *testing.T) {
	t.Parallel()
	c := formClient(t)
	values := url.Values{"name": {"Ada Lovelace"}, "age": {"2"}, "tag": {"a", "b"}}
	require.JSONEq(t, `"Ada Lovelace!!a+b"`, string(c.Post("/signup", values).Expect(200).Body))
	require.JSONEq(t, `"Ada Lovelace!!a+b"`, string(c.Post("/signup", nil).Multipart(values, nil).Expect(200).Body))

	c.Post("/signup", url.Values{"age": {"x"}}).Expect(422).Fault("form", "/name", "required").Fault("form", "/age", "type")
	c.Post("/signup", nil).Expect(422).Fault("form", "/name", "required")
	c.Post("/signup", `{}`).Expect(415).Problem("unsupported_media_type")
	c.Post("/signup", url.Values{"name": {strings.Repeat("x", mvc.DefaultMaxBody)}}).Expect(413).Problem("body_too_large")
}

func TestUploads(t *testing.T) {
	t.Parallel()
	c := formClient(t)
	var got uploaded
	c.Post("/upload", nil).Multipart(url.Values{"title": {"Holiday"}}, map[string]mvctest.File{
		"photo": {Name: "../sea.jpg", Content: []byte("waves")},
		"page":  {Name: "p1.txt", Content: []byte("one")},
	}).Expect(200).JSON(&got)
	require.Equal(t, uploaded{Title: "Holiday", Photo: "sea.jpg:waves", Pages: []string{"p1.txt application/octet-stream"}}, got)

	c.Post("/upload", nil).Multipart(nil, map[string]mvctest.File{"icon": {Name: "i"}}).Expect(400).Problem("no_file")
	c.Post("/upload", url.Values{"title": {"x"}}).Expect(415)
	big := map[string]mvctest.File{"photo": {Name: "x", Content: make([]byte, 5000)}}
	c.Post("/upload", nil).Multipart(nil, big).Expect(413).Problem("body_too_large")
}

func TestBrokenMultipart(t *testing.T) {
	t.Parallel()
	c := formClient(t)
	media := "multipart/form-data; boundary=b"
	part := "--b\r\nContent-Disposition: form-data; name=\"photo\"; filename=\"a\"\r\n\r\nx\r\n"
	c.Post("/upload", "--b\r\nnonsense").Header("Content-Type", media).Expect(http.StatusBadRequest).Problem("malformed_body")
	c.Post("/upload", part+part+"--b--\r\n").Header("Content-Type", media).
		Expect(http.StatusUnprocessableEntity).Fault("form", "/photo", "type")
	c.Post("/upload", part).Header("Content-Type", media).Expect(http.StatusBadRequest).Problem("malformed_body")
}
