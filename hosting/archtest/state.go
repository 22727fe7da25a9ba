package archtest

import (
	"go/ast"
	"go/token"
	"go/types"
)

// NoState refuses init functions and variables of packages that are state. A
// variable is state when production code of the service writes to it or through it,
// takes its address or calls a method of its pointer, and when its type is there to
// change: a channel, what package sync and sync/atomic declare, alone or in a struct,
// and a pointer to a type of the service. What is declared once and read from then
// on, an error, a table, a field of a query, is none.
func NoState(in ...string) Rule {
	return Rule{Name: "no-state", Check: func(code *Code) []Finding {
		written := map[string]bool{}
		for _, s := range code.Sources {
			s.writes(written)
		}
		var findings []Finding
		for _, s := range inside(in)(code) {
			findings = append(findings, s.inits()...)
			scope := s.Types.Scope()
			for _, name := range scope.Names() {
				v, ok := scope.Lookup(name).(*types.Var)
				if ok && (written[key(v)] || changes(code, v.Type())) {
					findings = append(findings, s.Finding(v.Pos(), "keeps the state", name, "make it a field of what a constructor returns"))
				}
			}
		}
		return findings
	}}
}

// key is the same for a variable where it is declared and where it is imported.
func key(v *types.Var) string { return v.Pkg().Path() + "." + v.Name() }

func (s *Source) inits() []Finding {
	var findings []Finding
	for _, file := range s.Files {
		for _, decl := range file.Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				findings = append(findings, s.Finding(f.Pos(), "declares", "init", "do it in a constructor, or where the service is composed"))
			}
		}
	}
	return findings
}

// writes adds the variables of packages that the functions of this one change.
func (s *Source) writes(written map[string]bool) {
	write := func(exprs ...ast.Expr) {
		for _, expr := range exprs {
			if v := s.variable(expr); v != nil {
				written[key(v)] = true
			}
		}
	}
	s.inspect(func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			write(n.Lhs...)
		case *ast.IncDecStmt:
			write(n.X)
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				write(n.Key, n.Value)
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				write(n.X)
			}
		case *ast.SelectorExpr:
			if s.changesReceiver(n) {
				write(n.X)
			}
		case *ast.CallExpr:
			if name := s.builtin(n.Fun); name == "delete" || name == "clear" || name == "copy" {
				write(n.Args[0])
			}
		}
		return true
	})
}

// changesReceiver reports whether a method takes the address of what it is called on.
func (s *Source) changesReceiver(expr *ast.SelectorExpr) bool {
	selection := s.Info.Selections[expr]
	if selection == nil || selection.Kind() != types.MethodVal {
		return false
	}
	_, value := types.Unalias(s.Info.TypeOf(expr.X)).(*types.Pointer)
	_, pointer := types.Unalias(selection.Obj().(*types.Func).Signature().Recv().Type()).(*types.Pointer)
	return pointer && !value
}

func (s *Source) builtin(fun ast.Expr) string {
	ident, ok := ast.Unparen(fun).(*ast.Ident)
	if !ok {
		return ""
	}
	if _, ok := s.Info.Uses[ident].(*types.Builtin); !ok {
		return ""
	}
	return ident.Name
}

// variable returns the variable of a package that expr is, or is a part of.
func (s *Source) variable(expr ast.Expr) *types.Var {
	switch e := expr.(type) {
	case *ast.Ident:
		v, ok := s.Info.Uses[e].(*types.Var)
		if ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() {
			return v
		}
	case *ast.ParenExpr:
		return s.variable(e.X)
	case *ast.StarExpr:
		return s.variable(e.X)
	case *ast.IndexExpr:
		return s.variable(e.X)
	case *ast.SliceExpr:
		return s.variable(e.X)
	case *ast.SelectorExpr:
		if v := s.variable(e.Sel); v != nil {
			return v
		}
		return s.variable(e.X)
	}
	return nil
}

// changes reports whether a type is there to change.
func changes(code *Code, t types.Type) bool {
	switch u := types.Unalias(t).(type) {
	case *types.Pointer:
		named, ok := types.Unalias(u.Elem()).(*types.Named)
		if !ok || named.Obj().Pkg() == nil {
			return false
		}
		_, own := code.Local(named.Obj().Pkg().Path())
		return own || changes(code, named)
	case *types.Named:
		if pkg := u.Obj().Pkg(); pkg != nil && under("sync", pkg.Path()) {
			return true
		}
		return changes(code, u.Underlying())
	case *types.Struct:
		for field := range u.Fields() {
			if _, pointer := types.Unalias(field.Type()).(*types.Pointer); !pointer && changes(code, field.Type()) {
				return true
			}
		}
	case *types.Chan:
		return true
	case *types.Array:
		return changes(code, u.Elem())
	}
	return false
}
