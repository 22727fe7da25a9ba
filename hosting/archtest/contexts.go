package archtest

import "strings"

// Contexts keeps bounded contexts apart. Each folder directly below one of the
// trees, domain/orders or application/orders, is part of the context of that name;
// no package of one context imports a package of another, but for the package
// "contract" directly in it, domain/orders/contract, and for shared, patterns of
// packages that belong to all.
func Contexts(trees []string, shared ...string) Rule {
	context := func(path string) (name, rest string) {
		for _, tree := range trees {
			if below, ok := strings.CutPrefix(path, tree+"/"); ok && !matches(shared, path) {
				name, rest, _ = strings.Cut(below, "/")
				return name, rest
			}
		}
		return "", ""
	}
	return ruling("contexts", inside([]string{"..."}), func(code *Code, s *Source) []Finding {
		own, _ := context(s.Path)
		if own == "" {
			return nil
		}
		var findings []Finding
		for pos, path := range s.Imports() {
			local, ok := code.Local(path)
			if !ok {
				continue
			}
			if other, rest := context(local); other != "" && other != own && !under("contract", rest) {
				findings = append(findings, s.Finding(pos, "imports", local,
					"the contexts "+own+" and "+other+" know each other by events, or by what "+other+" keeps in a package named contract"))
			}
		}
		return findings
	})
}
