package mvc

import (
	"net/http"
	"net/url"
	"strconv"
)

// PageRequest asks for one page of a list. Embed it into an input.
type PageRequest struct {
	// Page counts from 1.
	Page int `query:"page" default:"1" validate:"min=1,max=1000000" doc:"The page, counted from 1." json:"-"`
	// PageSize is how many items a page has.
	PageSize int `query:"page_size" default:"20" validate:"min=1,max=100" doc:"How many items a page has." json:"-"`
}

// Offset is the number of items before the page.
func (r PageRequest) Offset() int { return (r.Page - 1) * r.PageSize }

// Page is one page of a list, answered with links to its neighbours.
type Page[T any] struct {
	// Items are the items of the page, in order.
	Items []T `json:"items"`
	// Total is the number of items on all pages.
	Total int64 `json:"total"`
	// Page counts from 1.
	Page int `json:"page"`
	// PageSize is how many items a full page has.
	PageSize int `json:"page_size"`
}

// NewPage returns the page that was asked for.
func NewPage[T any](request PageRequest, items []T, total int64) Page[T] {
	return Page[T]{Items: items, Total: total, Page: request.Page, PageSize: request.PageSize}
}

// PageInfo makes a Page [Paged].
func (p Page[T]) PageInfo() (page, size int, total int64) { return p.Page, p.PageSize, p.Total }

// Paged is a result that is one page of a list. It is answered with a Link header
// (RFC 8288) that leads to the first, previous, next and last page, as the
// address of the request with another value for "page".
type Paged interface {
	PageInfo() (page, size int, total int64)
}

// link sets the Link header.
func (x *exchange) link(header http.Header, out any) {
	paged, ok := as[Paged](out)
	if !ok {
		return
	}
	page, size, total := paged.PageInfo()
	if size <= 0 {
		return
	}
	last := max(1, int((total+int64(size)-1)/int64(size)))
	builder := linkBuilder{path: x.r.URL.EscapedPath(), query: x.r.URL.Query()}
	builder.add("first", 1)
	if page > 1 {
		builder.add("prev", min(page-1, last))
	}
	if page < last {
		builder.add("next", page+1)
	}
	builder.add("last", last)
	header["Link"] = []string{string(builder.out)}
}

type linkBuilder struct {
	path  string
	query url.Values
	out   []byte
}

func (b *linkBuilder) add(rel string, page int) {
	if len(b.out) > 0 {
		b.out = append(b.out, ", "...)
	}
	b.query.Set("page", strconv.Itoa(page))
	b.out = append(b.out, '<')
	b.out = append(b.out, b.path...)
	b.out = append(b.out, '?')
	b.out = append(b.out, b.query.Encode()...)
	b.out = append(b.out, `>; rel="`+rel+`"`...)
}
