package eventstore

// Unknown is an event whose name no type is registered for, as a [Registry] that
// keeps those hands it out. Apply leaves the state as it is for one, as for every
// event that it does not know.
type Unknown struct{ Record }

// EventName returns the name that it was stored under.
func (u Unknown) EventName() string { return JoinName(u.Type, u.SchemaVersion) }
