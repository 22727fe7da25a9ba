package hosting

import "runtime/debug"

// BuildVersion is what the binary knows about how it was built.
type BuildVersion struct {
	// Version is the version of the main module, "(devel)" for a local build.
	Version string `json:"version"`
	// Revision is the commit, empty when the build did not record it.
	Revision string `json:"revision,omitempty"`
	// Time is when that commit was made, in RFC 3339.
	Time string `json:"time,omitempty"`
	// Modified says that there were changes beside the commit.
	Modified bool `json:"modified,omitempty"`
	// Go is the version of the toolchain.
	Go string `json:"go"`
}

// buildVersion reads the build information of the binary.
func buildVersion() BuildVersion {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return BuildVersion{Version: "unknown"}
	}
	v := BuildVersion{Version: info.Main.Version, Go: info.GoVersion}
	if v.Version == "" {
		v.Version = "(devel)"
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			v.Revision = s.Value
		case "vcs.time":
			v.Time = s.Value
		case "vcs.modified":
			v.Modified = s.Value == "true"
		}
	}
	return v
}
