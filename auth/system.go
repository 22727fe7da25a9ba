package auth

import "context"

// SystemIssuer is the issuer of [System] identities.
const SystemIssuer = "system"

// System returns the identity of the program itself at work: a command of its command
// line, a job, a consumer. It has the roles that are given and no others; nothing is granted
// to the program because it is the program. No token and no session can be one.
func System(name string, roles ...string) Identity {
	return Identity{Subject: SystemIssuer + ":" + name, Name: name, Issuer: SystemIssuer, Roles: roles, system: true}
}

// AsSystem returns a context of the [System] identity.
func AsSystem(ctx context.Context, name string, roles ...string) context.Context {
	return NewContext(ctx, System(name, roles...))
}

// IsSystem says whether the identity was made by [System] in this process.
func (i Identity) IsSystem() bool { return i.system && i.Subject != "" }

// SystemOnly returns the policy of what only the program itself may do, such as to clean up.
func SystemOnly() Policy { return systemOnly{} }

type systemOnly struct{}

func (systemOnly) Allows(_ context.Context, who Identity, _ None) (bool, error) {
	return who.IsSystem(), nil
}
func (systemOnly) String() string { return "the system itself" }
