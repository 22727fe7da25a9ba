package archtest

import "slices"

// Imports says what packages may import from outside the service. All fields but
// In are patterns of import paths: a path, a path with "/..." for it and everything
// below, or "..." for all. What is not listed is refused.
type Imports struct {
	// In are patterns for the paths of the packages that are held to it.
	In []string
	// Std is of the standard library, NotStd what is refused of that.
	Std, NotStd []string
	// Framework is of Neuroglia, by path below its module: "data/aggregate".
	Framework []string
	// Modules are all others.
	Modules []string
	// Fix is what findings tell to do; the default is to keep it out.
	Fix string
}

// Only makes the rule of that name.
func (i Imports) Only(name string) Rule {
	fix := i.Fix
	if fix == "" {
		fix = "keep it out of here, or allow it"
	}
	return ruling(name, inside(i.In), func(code *Code, s *Source) []Finding {
		var findings []Finding
		for pos, path := range s.Imports() {
			if _, own := code.Local(path); !own && !code.forTests(path) && !i.allow(path) {
				findings = append(findings, s.Finding(pos, "imports", path, fix))
			}
		}
		return findings
	})
}

func (i Imports) allow(path string) bool {
	switch below, ours := cutFramework(path); {
	case ours:
		return matches(i.Framework, below)
	case standard(path):
		return matches(i.Std, path) && !matches(i.NotStd, path)
	default:
		return matches(i.Modules, path)
	}
}

// and returns i with further import paths allowed.
func (i Imports) and(paths []string) Imports {
	i.Std, i.Framework, i.Modules = slices.Clone(i.Std), slices.Clone(i.Framework), slices.Clone(i.Modules)
	for _, path := range paths {
		switch below, ours := cutFramework(path); {
		case ours:
			i.Framework = append(i.Framework, below)
		case standard(path):
			i.Std = append(i.Std, path)
			i.NotStd = slices.DeleteFunc(slices.Clone(i.NotStd), func(not string) bool { return not == path })
		default:
			i.Modules = append(i.Modules, path)
		}
	}
	return i
}
