package cloudevents

import "github.com/neuroglia-go/neuroglia/errs"

// Limits say how much is read before it is refused with an errs.KindTooLarge. The zero
// value is a good choice.
type Limits struct {
	// EventBytes is the size of an event, with all that belongs to it; 0 means 64 KiB,
	// which everyone who conforms takes and forwards.
	EventBytes int
	// BatchBytes is the size of a batch; 0 means 1 MiB.
	BatchBytes int
	// BatchEvents is how many events a batch has; 0 means 1 000.
	BatchEvents int
	// Attributes is how many attributes an event has, the required ones and extensions
	// counted alike; 0 means 64.
	Attributes int
}

func (l Limits) withDefaults() Limits {
	return Limits{
		EventBytes:  or(l.EventBytes, 64<<10),
		BatchBytes:  or(l.BatchBytes, 1<<20),
		BatchEvents: or(l.BatchEvents, 1000),
		Attributes:  or(l.Attributes, 64),
	}
}

func or(limit, standard int) int {
	if limit > 0 {
		return limit
	}
	return standard
}

func (l Limits) checkEvent(size int) error {
	if size > l.EventBytes {
		return errs.New(errs.KindTooLarge, "event_too_large", "an event has more than %d bytes; send what is large by reference", l.EventBytes)
	}
	return nil
}

func (l Limits) checkBatch(size int) error {
	if size > l.BatchBytes {
		return errs.New(errs.KindTooLarge, "batch_too_large", "the batch has more than %d bytes; send smaller ones", l.BatchBytes)
	}
	return nil
}

func (l Limits) checkCount(events int) error {
	if events > l.BatchEvents {
		return errs.New(errs.KindTooLarge, "batch_too_large", "the batch has more than %d events; send smaller ones", l.BatchEvents)
	}
	return nil
}

func (l Limits) checkAttributes(count int) error {
	if count > l.Attributes {
		return errs.New(errs.KindTooLarge, "too_many_attributes", "an event has more than %d attributes", l.Attributes)
	}
	return nil
}
