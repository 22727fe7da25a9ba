package archtest_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/hosting/archtest"
)

// Every kind of breach is planted once, so that the law is known to bite.
func TestCheckFindsEachPlantedFault(t *testing.T) {
	t.Parallel()
	const module = "example.com/shop"
	pkg := func(name string, imports ...string) archtest.Package {
		return archtest.Package{ImportPath: module + "/" + name, Imports: imports}
	}
	rows := []archtest.Row{
		{Package: "errs"},
		{Package: "orders", Local: []string{"errs"}},
		{Package: "orderstest", Local: []string{"orders"}, TestOnly: true},
		{Package: "shoptest", Local: []string{"orderstest"}, TestOnly: true},
		{Package: "domain", Std: []string{"strings"}},
		{Package: "postgres", Vendor: []string{"github.com/jackc/pgx/v5"}},
		{Package: "cmd", Local: []string{"orders/...", "postgres"}},
	}
	clean := []archtest.Package{
		pkg("errs", "fmt"), pkg("orders", "context", module+"/errs"), pkg("orderstest", module+"/orders"), pkg("shoptest", module+"/orderstest"),
		pkg("domain", "strings"), pkg("postgres", "github.com/jackc/pgx/v5/pgxpool"), pkg("cmd", module+"/orders"),
	}
	tests := []struct {
		name string
		rows []archtest.Row
		fake archtest.Package
		want []string
	}{
		{name: "a tree that keeps the law"},
		{name: "an import that the row lacks", fake: pkg("errs", module+"/orders"), want: []string{"errs may not import orders"}},
		{
			name: "a foreign module", fake: pkg("orders", module+"/errs", "github.com/lib/pq"),
			want: []string{"orders may not import the foreign github.com/lib/pq"},
		},
		{
			name: "a foreign module with the same beginning", fake: pkg("postgres", "github.com/jackc/pgx/v55"),
			want: []string{"postgres may not import the foreign github.com/jackc/pgx/v55"},
		},
		{
			name: "the clock of the standard library in a domain", fake: pkg("domain", "net/http"),
			want: []string{"domain may not import net/http of the standard library"},
		},
		{
			name: "test support in production", fake: pkg("cmd", module+"/orderstest"),
			want: []string{"cmd imports orderstest, which is for tests only", "cmd may not import orderstest"},
		},
		{name: "a package without a row", fake: pkg("stray"), want: []string{"stray has no row; add one that lists what it may import"}},
		{
			name: "a row without a package", rows: []archtest.Row{{Package: "gone"}},
			want: []string{"gone has a row and no package; remove the row"},
		},
		{name: "two rows for one package", rows: []archtest.Row{{Package: "errs"}}, want: []string{"errs has two rows; merge them"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			law := archtest.Law{Module: module, Rows: append(append([]archtest.Row(nil), rows...), tt.rows...)}
			packages := append([]archtest.Package(nil), clean...)
			if tt.fake.ImportPath != "" {
				packages = replace(packages, tt.fake)
			}
			require.Equal(t, tt.want, law.Check(packages))
		})
	}
}

func replace(packages []archtest.Package, fake archtest.Package) []archtest.Package {
	for i, p := range packages {
		if p.ImportPath == fake.ImportPath {
			packages[i] = fake
			return packages
		}
	}
	return append(packages, fake)
}

func TestLoadSaysWhatGoListSaid(t *testing.T) {
	t.Parallel()
	_, err := archtest.Load(t.Context(), t.TempDir())
	require.ErrorContains(t, err, "list the packages of")
}
