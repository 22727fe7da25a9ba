package di

import (
	"fmt"
	"reflect"
)

// callFunc calls a constructor with arguments taken from the scope.
type callFunc func(s *Scope, args []argument) (any, error)

// stackArguments is how many arguments a reflective call keeps on its stack.
const stackArguments = 6

// reflected returns how any constructor is called, by reflection.
func reflected(c *constructor) callFunc {
	return func(s *Scope, args []argument) (any, error) {
		var few [stackArguments]reflect.Value
		in := few[:0]
		for i := range args {
			v, err := args[i].get(s)
			if err != nil {
				return nil, err
			}
			if v == nil {
				in = append(in, reflect.Zero(args[i].typ))
			} else {
				in = append(in, reflect.ValueOf(v))
			}
		}
		return c.unpack(c.fn.Call(in))
	}
}

// unpack returns the one service, or all of several, and the error.
func (c *constructor) unpack(out []reflect.Value) (any, error) {
	if c.fails {
		if err, _ := reflect.TypeAssert[error](out[len(out)-1]); err != nil {
			return nil, err
		}
	}
	if len(c.results) == 1 {
		return out[0].Interface(), nil
	}
	all := make([]any, len(c.results))
	for i := range all {
		all[i] = out[i].Interface()
	}
	return all, nil
}

// taken returns how one result of a Provide is taken from all of them.
func taken(o *output, alone bool) callFunc {
	return func(s *Scope, args []argument) (any, error) {
		v, err := args[0].get(s)
		if err != nil {
			return nil, err
		}
		if o == nil {
			return v, nil
		}
		if !alone {
			all, _ := v.([]any)
			v = all[o.result]
		}
		if o.field >= 0 {
			v = reflect.ValueOf(v).Field(o.field).Interface()
		}
		if v == nil {
			return nil, fmt.Errorf("its result %v is nil", o.service)
		}
		return v, nil
	}
}
