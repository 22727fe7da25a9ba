package validation

import "reflect"

// checkAny checks what a caller handed over: a struct, or structs behind pointers
// and interfaces and in slices, arrays and maps. Everything else passes.
func (r *run) checkAny(value reflect.Value) error {
	for value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	switch k := value.Kind(); {
	case k == reflect.Struct && !isTime(value.Type()):
		plan, err := Compile(r.v, value.Type())
		if err != nil {
			return err
		}
		plan.checkValue(r, value)
	case k == reflect.Map && mayHoldStruct(value.Type().Elem()):
		return r.checkEntries(value)
	case (k == reflect.Slice || k == reflect.Array) && mayHoldStruct(value.Type().Elem()):
		return r.checkElements(value)
	}
	return nil
}

// checkEnums checks the enumerations in a list that no struct holds.
func (r *run) checkEnums(value reflect.Value) {
	for value.Kind() == reflect.Pointer || value.Kind() == reflect.Interface {
		value = value.Elem()
	}
	if !value.IsValid() || !isList(value.Type()) {
		return
	}
	t := value.Type()
	held, ok := r.v.lists.Load(t)
	if !ok {
		c := &compiler{v: r.v}
		held, _ = r.v.lists.LoadOrStore(t, c.enumEach(site{}, t))
	}
	plan, _ := held.(*eachPlan)
	if plan == nil {
		return
	}
	if !value.CanAddr() {
		copied := reflect.New(t).Elem()
		copied.Set(value)
		value = copied
	}
	plan.check(r, address(value))
}

func (r *run) checkElements(list reflect.Value) error {
	base := r.base
	defer func() { r.base = base }()
	for i := range list.Len() {
		r.base = base.index(i)
		if err := r.checkAny(list.Index(i)); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) checkEntries(m reflect.Value) error {
	base, before := r.base, len(r.faults)
	defer func() { r.base = base }()
	for entry := m.MapRange(); entry.Next(); {
		r.base = base.key(keyText(entry.Key()))
		if err := r.checkAny(entry.Value()); err != nil {
			return err
		}
	}
	r.sortFrom(before)
	return nil
}

// mayHoldStruct keeps Validate from walking through the bytes of a file.
func mayHoldStruct(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Struct, reflect.Slice, reflect.Array, reflect.Map:
		return true
	}
	return false
}
