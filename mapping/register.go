package mapping

import (
	"github.com/neuroglia-go/neuroglia/di"
)

// profiles is what is kept with the services.
type profiles struct {
	create []func() *Profile
	// mapper is what the last validation, which every Build begins with, compiled.
	mapper *Mapper
}

// Register makes the [*Mapper] a singleton of the services. It may be called any
// number of times, and [AddProfile] does so.
func Register(services *di.Services) { profilesOf(services) }

// AddProfile adds a profile to the mapper of the services. The function is called
// by each validation, which constructs no services; so it takes none. The faults
// of the profiles join the report of Build.
func AddProfile(services *di.Services, create func() *Profile) {
	p := profilesOf(services)
	p.create = append(p.create, create)
}

func profilesOf(services *di.Services) *profiles {
	return di.Feature(services, func() *profiles {
		p := new(profiles)
		services.OnValidate(func(*di.Validation) []di.Fault { return p.compile() })
		di.AddSingleton[*Mapper](services, func() *Mapper { return p.mapper })
		return p
	})
}

func (p *profiles) compile() (faults []di.Fault) {
	list := make([]*Profile, len(p.create))
	for i, create := range p.create {
		list[i] = create()
	}
	p.mapper, faults = compile(list)
	return faults
}
