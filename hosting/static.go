package hosting

import (
	"io/fs"
	"net/http"
	"path"
	"strings"
)

// static serves the files of a sub-app; what is no file is for next.
type static struct {
	files  fs.FS
	prefix string // "" for "/"
	next   http.Handler
}

func newStatic(files fs.FS, mount string, next http.Handler) *static {
	return &static{files: files, prefix: strings.TrimSuffix(mount, "/"), next: next}
}

// ServeHTTP answers for files, and for folders with an index.html.
func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if name, ok := s.file(r); ok {
		w.Header().Del("Cache-Control") // files are the same for everybody
		http.ServeFileFS(w, r, s.files, name)
		return
	}
	s.next.ServeHTTP(w, r)
}

// file returns the name of the file that the request asks for.
func (s *static) file(r *http.Request) (string, bool) {
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		return "", false
	}
	name := strings.TrimPrefix(path.Clean("/"+strings.TrimPrefix(r.URL.Path, s.prefix)), "/")
	if name == "" {
		name = "."
	}
	info, err := fs.Stat(s.files, name)
	if err == nil && info.IsDir() {
		name = path.Join(name, "index.html")
		info, err = fs.Stat(s.files, name)
	}
	return name, err == nil && info.Mode().IsRegular()
}
