package archtest

import "slices"

// Layer is a part of a service and which of the others it may import.
type Layer struct {
	// Name is what findings call it.
	Name string
	// Packages are patterns for the paths of its packages. They may import each
	// other.
	Packages []string
	// Imports are the names of the layers that it may import; "..." is all.
	Imports []string
}

// Layers holds imports between the packages of a service to the order of its layers.
// Each package belongs to the first layer that takes it in; one that belongs to none
// is a finding. Packages for tests are left to [NoTestSupport].
func Layers(layers ...Layer) Rule {
	of := func(path string) (Layer, bool) {
		i := slices.IndexFunc(layers, func(l Layer) bool { return matches(l.Packages, path) })
		if i < 0 {
			return Layer{}, false
		}
		return layers[i], true
	}
	return ruling("layers", inside([]string{"..."}), func(code *Code, s *Source) []Finding {
		layer, ok := of(s.Path)
		if !ok {
			return []Finding{s.Finding(s.Files[0].Package, "belongs to", "no layer", "move it into one, or name the layer that it is")}
		}
		var findings []Finding
		for pos, path := range s.Imports() {
			local, own := code.Local(path)
			target, known := of(local)
			if !own || !known || code.forTests(path) || target.Name == layer.Name || matches(layer.Imports, target.Name) {
				continue
			}
			findings = append(findings, s.Finding(pos, "imports", local, direction(layer, target)))
		}
		return findings
	})
}

func direction(from, to Layer) string {
	if matches(to.Imports, from.Name) {
		return "the " + to.Name + " imports the " + from.Name + ", never the reverse: say what is needed as a type of the " + from.Name
	}
	return "the " + from.Name + " and the " + to.Name + " meet in the composition only"
}
