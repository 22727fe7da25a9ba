package openfga

import (
	"context"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
)

// maxAttempts bounds how often one request is written anew, because another writer was at
// work on the same tuples or because the server is too old to leave them alone.
const maxAttempts = 4

// Codes with which a server refuses a write that may succeed another time.
const (
	codeThereAlready = "write_failed_due_to_invalid_input"
	codeConflict     = "Aborted"
)

// change is what one request writes.
type change struct {
	add, remove []rebac.Tuple
}

// Write implements [rebac.Authorizer].
func (c *Client) Write(ctx context.Context, add, remove []rebac.Tuple) error {
	if err := rebac.CheckWrite(add, remove); err != nil {
		return err
	}
	for _, some := range split(unique(add), unique(remove)) {
		if err := c.write(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

// unique drops repetitions, which a server refuses.
func unique(tuples []rebac.Tuple) []rebac.Tuple {
	seen := make(map[rebac.Tuple]bool, len(tuples))
	var once []rebac.Tuple
	for _, t := range tuples {
		if !seen[t] {
			once = append(once, t)
		}
		seen[t] = true
	}
	return once
}

// split cuts a write into parts that fit into a request each. Removals come first: where
// the rest fails, less is granted and not more.
func split(add, remove []rebac.Tuple) []change {
	var changes []change
	for len(add)+len(remove) > 0 {
		r := min(len(remove), maxWrite)
		a := min(len(add), maxWrite-r)
		changes = append(changes, change{add: add[:a], remove: remove[:r]})
		add, remove = add[a:], remove[r:]
	}
	return changes
}

func (c *Client) write(ctx context.Context, ch change) error {
	var err error
	for range maxAttempts {
		if len(ch.add)+len(ch.remove) == 0 {
			return nil
		}
		err = c.post(ctx, "write", c.request(ch), nil)
		switch codeOf(err) {
		case codeConflict:
		case codeThereAlready:
			var failed error
			if ch, failed = c.missing(ctx, ch); failed != nil {
				return failed
			}
		default:
			return err
		}
	}
	return err
}

func (c *Client) request(ch change) writeRequest {
	r := writeRequest{Model: c.cfg.Model}
	if len(ch.add) > 0 {
		r.Writes = &writes{Keys: keys(ch.add), OnDuplicate: "ignore"}
	}
	if len(ch.remove) > 0 {
		r.Deletes = &deletes{Keys: keys(ch.remove), OnMissing: "ignore"}
	}
	return r
}

// missing returns what of the change has not happened yet. It reads the tuples themselves:
// a check would also say yes for what merely follows from others.
func (c *Client) missing(ctx context.Context, ch change) (change, error) {
	var rest change
	for _, t := range ch.add {
		there, err := c.has(ctx, t)
		if err != nil {
			return rest, err
		}
		if !there {
			rest.add = append(rest.add, t)
		}
	}
	for _, t := range ch.remove {
		there, err := c.has(ctx, t)
		if err != nil {
			return rest, err
		}
		if there {
			rest.remove = append(rest.remove, t)
		}
	}
	return rest, nil
}

func (c *Client) has(ctx context.Context, t rebac.Tuple) (bool, error) {
	var reply struct {
		Tuples []struct {
			Key tupleKey `json:"key"`
		} `json:"tuples"`
	}
	if err := c.post(ctx, "read", map[string]any{"tuple_key": key(t), "page_size": 1}, &reply); err != nil {
		return false, err
	}
	return len(reply.Tuples) > 0 && reply.Tuples[0].Key == key(t), nil
}
