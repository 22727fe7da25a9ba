package archtest

// NoTestSupport refuses, in production code, packages that are there for tests:
// those of the standard library, assertion libraries, and any package, of the
// service, the framework or another module, whose name ends in "test" or is a word
// like fake, mock or testkit. Further import paths are patterns. Packages for tests
// may import each other.
func NoTestSupport(further ...string) Rule {
	libraries := append([]string{
		"github.com/stretchr/testify/...", "pgregory.net/rapid/...", "go.uber.org/mock/...", "github.com/golang/mock/...",
		"github.com/onsi/gomega/...", "github.com/onsi/ginkgo/...", "github.com/google/go-cmp/...", "gotest.tools/...",
	}, further...)
	return ruling("no-test-support", inside([]string{"..."}), func(code *Code, s *Source) []Finding {
		var findings []Finding
		for pos, path := range s.Imports() {
			if code.forTests(path) || matches(libraries, path) {
				findings = append(findings, s.Finding(pos, "imports", code.name(path), "it is for tests only: import it from files that end in _test.go"))
			}
		}
		return findings
	})
}
