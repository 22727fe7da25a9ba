package mapping

import (
	"fmt"
	"reflect"
)

// entries makes a map from another.
type entries struct {
	dst, src     reflect.Type
	keys, values *plan
}

// copy returns the memory of the new map. Nil stays nil.
func (e *entries) copy(src pointer, depth int) (pointer, error) {
	if src == nil {
		return nil, nil
	}
	from := reflect.NewAt(e.src, addressOf(&src)).Elem()
	to := reflect.MakeMapWithSize(e.dst, from.Len())
	oldKey, oldValue := reflect.New(e.src.Key()), reflect.New(e.src.Elem())
	for it := from.MapRange(); it.Next(); {
		oldKey.Elem().SetIterKey(it)
		oldValue.Elem().SetIterValue(it)
		key, value := reflect.New(e.dst.Key()), reflect.New(e.dst.Elem())
		err := e.keys.runValue(key, oldKey, depth)
		if err == nil {
			err = e.values.runValue(value, oldValue, depth)
		}
		if err != nil {
			return nil, within(fmt.Sprintf("[%v]", oldKey.Elem()), err)
		}
		to.SetMapIndex(key.Elem(), value.Elem())
	}
	return to.UnsafePointer(), nil
}

func (p *plan) runValue(dst, src reflect.Value, depth int) error {
	return p.run(dst.UnsafePointer(), src.UnsafePointer(), src.UnsafePointer(), depth)
}
