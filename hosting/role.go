package hosting

import (
	"fmt"
	"slices"
	"strings"

	"github.com/neuroglia-go/neuroglia/di"
	"github.com/neuroglia-go/neuroglia/hosting/config"
)

// RoleWeb is the role of processes that answer requests on the main listener.
const RoleWeb = "web"

// plays says whether a process with the roles does what is done in the wanted
// ones. No roles are all roles, and what wants none is done everywhere.
func plays(roles, wanted []string) bool {
	return len(roles) == 0 || len(wanted) == 0 || slices.ContainsFunc(wanted, func(role string) bool { return slices.Contains(roles, role) })
}

// known returns every role that something is done in.
func (l *serviceList) known() []string {
	known := []string{RoleWeb}
	for _, e := range l.entries {
		known = append(known, e.roles...)
	}
	slices.Sort(known)
	return slices.Compact(known)
}

// roleFaults reports the roles that nothing is done in: a process that does
// nothing looks healthy and is not.
func (b *WebApplicationBuilder) roleFaults() []di.Fault {
	var faults []di.Fault
	known := servicesOf(b.Services).known()
	for _, role := range b.Settings.Roles {
		if !slices.Contains(known, role) {
			name := config.Prefix(b.config.Name) + "_ROLES"
			faults = append(faults, di.Fault{
				Code: string(config.CodeInvalid), Subject: name,
				Message: fmt.Sprintf("%s: nothing is done in the role %q", name, role),
				Fix:     "use " + strings.Join(known, ", ") + ", or none for all of them",
			})
		}
	}
	return faults
}
