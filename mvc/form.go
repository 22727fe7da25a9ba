package mvc

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"unsafe"

	"github.com/neuroglia-go/neuroglia/errs"
)

const (
	mediaForm      = "application/x-www-form-urlencoded"
	mediaMultipart = "multipart/form-data"
)

// bindForm reads a form body of either media type.
func (x *exchange) bindForm(base unsafe.Pointer) ([]errs.Field, error) {
	media, params, err := mime.ParseMediaType(x.r.Header.Get("Content-Type"))
	p := x.endpoint.plan
	switch {
	case err == nil && media == mediaMultipart:
		return x.bindMultipart(base, params["boundary"])
	case err == nil && media == mediaForm && len(p.files) == 0:
		data, err := x.readBody()
		if err != nil {
			return nil, err
		}
		return p.form.bindQuery(base, string(data), nil), nil
	case x.r.ContentLength == 0:
		return nil, nil // nothing was sent; the rules say what is missing
	case len(p.files) > 0:
		return nil, unsupported(x.r, mediaMultipart)
	default:
		return nil, unsupported(x.r, mediaForm)
	}
}

func (x *exchange) bindMultipart(base unsafe.Pointer, boundary string) ([]errs.Field, error) {
	limit := x.endpoint.maxBody
	if limit >= 0 && x.r.ContentLength > limit {
		return nil, tooLarge(limit)
	}
	body := io.Reader(x.r.Body)
	if limit >= 0 {
		body = http.MaxBytesReader(x.w, x.r.Body, limit)
	}
	form, err := multipart.NewReader(body, boundary).ReadForm(x.endpoint.app.config.Limits.MaxFormMemory)
	if err != nil {
		return nil, formFailure(err)
	}
	x.form = form
	var faults []errs.Field
	var seen seenSet
	p := x.endpoint.plan
	for i, field := range p.form.params {
		for _, value := range form.Value[field.name] {
			faults = p.form.bind(base, i, value, &seen, faults)
		}
	}
	for _, file := range p.files {
		faults = file.bind(base, form.File[file.name], faults)
	}
	return faults, nil
}

func formFailure(err error) error {
	if errors.Is(err, multipart.ErrMessageTooLarge) {
		return errs.New(errs.KindTooLarge, "body_too_large", "the form has too many parts or too much text in them").Wrap(err)
	}
	failure := readFailure(err)
	if errs.KindOf(failure) == errs.KindTooLarge {
		return failure
	}
	return errs.Invalid("malformed_body", "the body is not a valid multipart form").Wrap(err)
}

// Upload is a file of a multipart form. It can be opened until the action
// returns; what must outlive the request has to be copied. The zero value is a
// file that was not sent.
type Upload struct {
	// Filename is the name the client gave, without directories. It is the
	// client's word: make up a name of your own before you store anything.
	Filename string
	// ContentType is the client's word too.
	ContentType string
	// Size is the number of bytes.
	Size int64

	header *multipart.FileHeader
}

// Open returns the content.
func (u Upload) Open() (multipart.File, error) {
	if u.header == nil {
		return nil, errs.Invalid("no_file", "no file was sent")
	}
	return u.header.Open()
}

func uploadOf(h *multipart.FileHeader) Upload {
	return Upload{Filename: h.Filename, ContentType: h.Header.Get("Content-Type"), Size: h.Size, header: h}
}

// fileField is a field that is bound from files: an Upload, a pointer to one, or
// a slice.
type fileField struct {
	name   string
	offset uintptr
	typ    reflect.Type
}

func (p *plan) addFile(f inputField) string {
	switch f.Type {
	case reflect.TypeFor[Upload](), reflect.TypeFor[*Upload](), reflect.TypeFor[[]Upload]():
		p.files = append(p.files, &fileField{name: f.name, offset: f.offset, typ: f.Type})
		return ""
	}
	return "a file cannot be read into " + f.Type.String() + "; use mvc.Upload, *mvc.Upload or []mvc.Upload"
}

func (f *fileField) bind(base unsafe.Pointer, files []*multipart.FileHeader, faults []errs.Field) []errs.Field {
	if len(files) == 0 {
		return faults
	}
	uploads := make([]Upload, len(files))
	for i, h := range files {
		uploads[i] = uploadOf(h)
	}
	at := unsafe.Add(base, f.offset)
	switch f.typ {
	case reflect.TypeFor[[]Upload]():
		*(*[]Upload)(at) = uploads
		return faults
	case reflect.TypeFor[*Upload]():
		*(**Upload)(at) = &uploads[0]
	default:
		*(*Upload)(at) = uploads[0]
	}
	if len(files) > 1 {
		faults = append(faults, errs.Field{In: inForm, Pointer: "/" + escapePointer(f.name), Code: "type", Message: "must be one file"})
	}
	return faults
}
