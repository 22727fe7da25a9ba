package archtest_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/archtest"
)

func TestExceptionsExcuseWhatTheyNameAndNothingElse(t *testing.T) {
	t.Parallel()
	const json = "domain-imports: domain/order.go:3: domain imports encoding/json; " +
		"a domain only decides: let the application or the integration do it, or allow it\n"
	tests := []struct {
		name       string
		exceptions []archtest.Exception
		want       string
	}{
		{name: "none", want: json},
		{name: "the finding", exceptions: []archtest.Exception{archtest.Except("domain-imports", "domain", "encoding/json", "events are stored as they are")}},
		{name: "by patterns", exceptions: []archtest.Exception{archtest.Except("domain-imports", "domain/...", "encoding/...", "events are stored as they are")}},
		{name: "everything", exceptions: []archtest.Exception{archtest.Except("domain-imports", "...", "...", "it is being moved")}},
		{
			name: "another rule", exceptions: []archtest.Exception{archtest.Except("layers", "domain", "encoding/json", "a mistake")},
			want: "exceptions: domain needs no exception to layers for \"encoding/json\"; remove it\n" + json,
		},
		{
			name: "another package", exceptions: []archtest.Exception{archtest.Except("domain-imports", "api", "encoding/json", "a mistake")},
			want: "exceptions: api needs no exception to domain-imports for \"encoding/json\"; remove it\n" + json,
		},
		{
			name: "another object", exceptions: []archtest.Exception{archtest.Except("domain-imports", "domain", "encoding/xml", "a mistake")},
			want: "exceptions: domain needs no exception to domain-imports for \"encoding/xml\"; remove it\n" + json,
		},
		{
			name: "without a reason", exceptions: []archtest.Exception{archtest.Except("domain-imports", "domain", "encoding/json", "")},
			want: "exceptions: domain is excused without a reason from domain-imports for \"encoding/json\"; say why\n",
		},
		{
			name: "twice", exceptions: []archtest.Exception{
				archtest.Except("domain-imports", "domain", "encoding/json", "events are stored as they are"),
				archtest.Except("domain-imports", "...", "...", "it is being moved"),
			},
			want: "exceptions: ... needs no exception to domain-imports for \"...\"; remove it\n",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, inspect(t, filepath.Join("testdata", "broken", "exceptions"), archtest.Service{}.Rules(), tt.exceptions...))
		})
	}
}

// The layout is the user's: the same code keeps the rules or breaks them by what its
// folders are said to be.
func TestAServiceNamesItsParts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, folder string
		service      archtest.Service
		want         string
	}{
		{
			name: "a layer more", folder: "layers",
			service: archtest.Service{Domain: []string{"core"}, API: []string{"ui"}, Composition: []string{"cmd/...", "api"}, Layers: []archtest.Layer{
				{Name: "text", Packages: []string{"helpers"}},
				{Name: "rules", Packages: []string{"domain"}, Imports: []string{"application"}},
			}},
		},
		{name: "contexts that share", folder: "contexts", service: archtest.Service{Shared: []string{"domain/..."}}},
		{
			name: "imports that are allowed", folder: "domain-imports",
			service: archtest.Service{DomainAllows: []string{
				"encoding/json", "log/slog", "github.com/google/...", "github.com/neuroglia-go/neuroglia/mediator",
			}},
		},
		{
			name: "imports of the application that are allowed", folder: "application-imports",
			service: archtest.Service{ApplicationAllows: []string{
				"net/http/...", "os/...", "github.com/google/uuid", "github.com/neuroglia-go/neuroglia/data/memory", "github.com/neuroglia-go/neuroglia/mvc/...",
			}},
		},
		{
			name: "an api that is the integration", folder: "no-sql",
			service: archtest.Service{API: []string{"rpc"}, Integration: []string{"api", "cli", "application"}, Application: []string{"core"}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tt.want, inspect(t, filepath.Join("testdata", "broken", tt.folder), tt.service.Rules()))
		})
	}
}

func TestTheDomainOfThisServiceWritesJSON(t *testing.T) {
	t.Parallel()
	archtest.Hold(t, "testdata/broken/exceptions", archtest.Service{}.Rules(),
		archtest.Except("domain-imports", "domain", "encoding/json", "what partners get is signed byte by byte"))
}

func TestHoldFailsTheTestForEachFinding(t *testing.T) {
	t.Parallel()
	recorder := &recorder{TB: t}
	archtest.Hold(recorder, filepath.Join("testdata", "broken", "contexts"), archtest.Service{}.Rules())
	require.Equal(t, 2, recorder.errors)
}

// recorder counts the errors that it is told.
type recorder struct {
	testing.TB
	errors int
}

func (r *recorder) Helper()      {}
func (r *recorder) Error(...any) { r.errors++ }

func TestCodeThatCannotBeInspectedIsSaid(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{name: "no module", want: "list the packages of"},
		{name: "no packages", files: map[string]string{"go.mod": "module example.com/shop\n"}, want: "give the folder of the service"},
		{
			name:  "code that does not compile",
			files: map[string]string{"go.mod": "module example.com/shop\n", "shop.go": "package shop\n\nvar open int = \"yes\"\n"},
			want:  `shop.go:3:16: cannot use "yes"`,
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			for name, text := range tt.files {
				require.NoError(t, os.WriteFile(filepath.Join(root, name), []byte(text), 0o600))
			}
			_, err := archtest.Inspect(t.Context(), root, archtest.Service{}.Rules())
			require.ErrorContains(t, err, tt.want)
		})
	}
}

// A module of one package, whose name is that of a folder for tests, is still a
// service.
func TestTheNameOfTheServiceSaysNothingOfIt(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(root, "go.mod"), []byte("module example.com/contest\n"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(root, "contest.go"), []byte("package contest\n\nimport _ \"database/sql\"\n"), 0o600))
	require.Equal(t, "no-sql: contest.go:3: the service itself imports database/sql; keep it with what stores, behind a type of the application\n",
		inspect(t, root, archtest.Service{}.Rules()))
}
