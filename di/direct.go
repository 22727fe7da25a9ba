package di

import "context"

// Direct is a constructor that is called directly where a plain function is
// called by reflection. Its signature is read as that of the function.
type Direct struct {
	fn   any
	call callFunc
}

// F1 makes a constructor of one parameter a direct one:
// di.AddScoped[*Basket](services, di.F1(NewBasket)). It saves about a hundred
// nanoseconds each time the service is built, and is worth writing only for what
// is built in every request. Functions without parameters, or with a context or
// a scope alone, are direct as they are.
func F1[A, R any](fn func(A) R) Direct {
	return Direct{fn, func(s *Scope, args []argument) (any, error) {
		a, err := take[A](s, &args[0])
		if err != nil {
			return nil, err
		}
		return fn(a), nil
	}}
}

// F1E is [F1] for a constructor that may fail.
func F1E[A, R any](fn func(A) (R, error)) Direct {
	return Direct{fn, func(s *Scope, args []argument) (any, error) {
		a, err := take[A](s, &args[0])
		if err != nil {
			return nil, err
		}
		return fn(a)
	}}
}

// F2 is [F1] for two parameters.
func F2[A, B, R any](fn func(A, B) R) Direct {
	return Direct{fn, func(s *Scope, args []argument) (any, error) {
		a, b, err := take2[A, B](s, args)
		if err != nil {
			return nil, err
		}
		return fn(a, b), nil
	}}
}

// F2E is [F2] for a constructor that may fail.
func F2E[A, B, R any](fn func(A, B) (R, error)) Direct {
	return Direct{fn, func(s *Scope, args []argument) (any, error) {
		a, b, err := take2[A, B](s, args)
		if err != nil {
			return nil, err
		}
		return fn(a, b)
	}}
}

// F3 is [F1] for three parameters.
func F3[A, B, C, R any](fn func(A, B, C) R) Direct {
	return Direct{fn, func(s *Scope, args []argument) (any, error) {
		a, b, err := take2[A, B](s, args)
		if err != nil {
			return nil, err
		}
		c, err := take[C](s, &args[2])
		if err != nil {
			return nil, err
		}
		return fn(a, b, c), nil
	}}
}

// F3E is [F3] for a constructor that may fail.
func F3E[A, B, C, R any](fn func(A, B, C) (R, error)) Direct {
	return Direct{fn, func(s *Scope, args []argument) (any, error) {
		a, b, err := take2[A, B](s, args)
		if err != nil {
			return nil, err
		}
		c, err := take[C](s, &args[2])
		if err != nil {
			return nil, err
		}
		return fn(a, b, c)
	}}
}

// F4 is [F1] for four parameters.
func F4[A, B, C, D, R any](fn func(A, B, C, D) R) Direct {
	return Direct{fn, func(s *Scope, args []argument) (any, error) {
		a, b, err := take2[A, B](s, args)
		if err != nil {
			return nil, err
		}
		c, d, err := take2[C, D](s, args[2:])
		if err != nil {
			return nil, err
		}
		return fn(a, b, c, d), nil
	}}
}

// F4E is [F4] for a constructor that may fail.
func F4E[A, B, C, D, R any](fn func(A, B, C, D) (R, error)) Direct {
	return Direct{fn, func(s *Scope, args []argument) (any, error) {
		a, b, err := take2[A, B](s, args)
		if err != nil {
			return nil, err
		}
		c, d, err := take2[C, D](s, args[2:])
		if err != nil {
			return nil, err
		}
		return fn(a, b, c, d)
	}}
}

// directly returns ctor as a direct constructor where its type tells how to
// call it, and otherwise ctor itself.
func directly[T any](ctor any) any {
	switch fn := ctor.(type) {
	case func() T:
		return Direct{fn, func(*Scope, []argument) (any, error) { return fn(), nil }}
	case func() (T, error):
		return Direct{fn, func(*Scope, []argument) (any, error) { return fn() }}
	case func(context.Context) T:
		return Direct{fn, func(s *Scope, _ []argument) (any, error) { return fn(s.Context()), nil }}
	case func(context.Context) (T, error):
		return Direct{fn, func(s *Scope, _ []argument) (any, error) { return fn(s.Context()) }}
	case func(*Scope) T:
		return Direct{fn, func(s *Scope, _ []argument) (any, error) { return fn(s), nil }}
	case func(*Scope) (T, error):
		return Direct{fn, func(s *Scope, _ []argument) (any, error) { return fn(s) }}
	}
	return ctor
}

// take reads one argument. An optional one that is absent is the zero A.
func take[A any](s *Scope, arg *argument) (a A, err error) {
	v, err := arg.get(s)
	if err != nil || v == nil {
		return a, err
	}
	return v.(A), nil
}

func take2[A, B any](s *Scope, args []argument) (a A, b B, err error) {
	if a, err = take[A](s, &args[0]); err != nil {
		return a, b, err
	}
	b, err = take[B](s, &args[1])
	return a, b, err
}
