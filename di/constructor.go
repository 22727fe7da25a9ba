package di

import (
	"context"
	"fmt"
	"reflect"
	"strings"

	"go.uber.org/dig"
)

// constructor is a function whose signature has been read once.
type constructor struct {
	fn      reflect.Value
	name    string
	params  []param
	results []reflect.Type // without the error
	fails   bool           // the last result is an error
}

// paramKind says where a parameter is taken from.
type paramKind uint8

const (
	fromService paramKind = iota
	fromContext
	fromScope
	fromObject // a dig.In struct
)

// param is one parameter, or one field of a dig.In struct.
type param struct {
	kind     paramKind
	typ      reflect.Type
	key      string
	group    string
	optional bool
	field    int     // its index in the struct it is a field of
	fields   []param // of an object
}

func (p param) service() service { return service{typ: p.typ, key: p.key} }

// problem is why a value cannot be a constructor.
type problem struct{ message, fix string }

const constructorShape = "give a function that takes what it needs and returns the service, or the service and an error"

// inspect reads the signature of ctor.
func inspect(ctor any) (*constructor, *problem) {
	fn := reflect.ValueOf(ctor)
	switch {
	case !fn.IsValid():
		return nil, &problem{"the constructor is nil", constructorShape}
	case fn.Kind() != reflect.Func:
		return nil, &problem{
			fmt.Sprintf("the constructor is a %v, not a function", fn.Type()),
			"for a value that exists already use di.AddValue; otherwise " + constructorShape,
		}
	case fn.IsNil():
		return nil, &problem{fmt.Sprintf("the constructor is a nil %v", fn.Type()), constructorShape}
	}
	c := &constructor{fn: fn, name: functionName(fn)}
	if p := c.readParams(); p != nil {
		return nil, p
	}
	return c, c.readResults()
}

func (c *constructor) readParams() *problem {
	t := c.fn.Type()
	n := t.NumIn()
	if t.IsVariadic() {
		n-- // functional options and the like stay empty
	}
	for i := range n {
		p, bad := readParam(t.In(i))
		if bad != nil {
			bad.message = c.name + " " + bad.message
			return bad
		}
		c.params = append(c.params, p)
	}
	return nil
}

func readParam(t reflect.Type) (param, *problem) {
	switch {
	case t == reflect.TypeFor[context.Context]():
		return param{kind: fromContext, typ: t}, nil
	case t == reflect.TypeFor[*Scope]():
		return param{kind: fromScope, typ: t}, nil
	case dig.IsIn(t):
		return readObject(t)
	}
	return param{kind: fromService, typ: t}, nil
}

func readObject(t reflect.Type) (param, *problem) {
	object := param{kind: fromObject, typ: t}
	skipUnexported := false
	for i := range t.NumField() {
		f := t.Field(i)
		switch {
		case f.Type == reflect.TypeFor[dig.In]():
			skipUnexported = f.Tag.Get("ignore-unexported") == "true"
			continue
		case !f.IsExported() && skipUnexported:
			continue
		case !f.IsExported():
			return param{}, &problem{
				fmt.Sprintf("takes %v, whose field %s is not exported", t, f.Name),
				"export the field, so that it can be filled",
			}
		}
		p, bad := readParam(f.Type)
		if bad != nil {
			return param{}, bad
		}
		p.field = i
		p.key = f.Tag.Get("name")
		p.group, _, _ = strings.Cut(f.Tag.Get("group"), ",")
		p.optional = f.Tag.Get("optional") == "true"
		if p.group != "" && f.Type.Kind() != reflect.Slice {
			return param{}, &problem{
				fmt.Sprintf("takes %v, whose field %s has a group and is no slice", t, f.Name),
				fmt.Sprintf("declare the field as []%v", f.Type),
			}
		}
		object.fields = append(object.fields, p)
	}
	return object, nil
}

func (c *constructor) readResults() *problem {
	t := c.fn.Type()
	for i := range t.NumOut() {
		out := t.Out(i)
		last := i == t.NumOut()-1
		if out == reflect.TypeFor[error]() {
			if !last {
				return &problem{c.name + " returns an error that is not its last result", constructorShape}
			}
			c.fails = true
			continue
		}
		c.results = append(c.results, out)
	}
	if len(c.results) == 0 {
		return &problem{c.name + " returns no service", constructorShape}
	}
	return nil
}

// returns says whether the constructor's one result can stand for t.
func (c *constructor) returns(t reflect.Type) *problem {
	if len(c.results) > 1 {
		return &problem{
			fmt.Sprintf("%s returns %d services", c.name, len(c.results)),
			"register a constructor of several services with di.Provide",
		}
	}
	if out := c.results[0]; !out.AssignableTo(t) {
		return &problem{
			fmt.Sprintf("%s returns %v, which is not %s %v", c.name, out, article(t), t),
			mismatchFix(out, t),
		}
	}
	return nil
}

func article(t reflect.Type) string {
	if t.Kind() == reflect.Interface {
		return "an implementation of"
	}
	return "assignable to"
}

// mismatchFix names the method that is missing, where there is one.
func mismatchFix(out, t reflect.Type) string {
	if t.Kind() != reflect.Interface {
		return fmt.Sprintf("return %v, or register the constructor for %v", t, out)
	}
	if out.Kind() != reflect.Interface && reflect.PointerTo(out).Implements(t) {
		return fmt.Sprintf("return *%v: its methods have pointer receivers", out)
	}
	for m := range t.Methods() {
		if _, ok := out.MethodByName(m.Name); !ok {
			return fmt.Sprintf("%v has no method %s%s", out, m.Name, strings.TrimPrefix(m.Type.String(), "func"))
		}
	}
	return fmt.Sprintf("give %v the methods of %v with exactly their signatures", out, t)
}
