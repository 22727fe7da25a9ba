package rebac

// expression reads operands joined by one operator. Only the leftmost operand of a relation
// may be brackets: first says whether this is where it would stand.
func (p *parser) expression(first bool) (expr, error) {
	left, err := p.operand(first)
	if err != nil {
		return nil, err
	}
	operator := p.operator()
	switch operator {
	case "or", "and":
		parts := []expr{left}
		for p.operator() == operator {
			p.take()
			part, err := p.operand(false)
			if err != nil {
				return nil, err
			}
			parts = append(parts, part)
		}
		left = union{parts}
		if operator == "and" {
			left = intersection{parts}
		}
	case "but":
		p.take()
		if err := p.expect("not"); err != nil {
			return nil, err
		}
		minus, err := p.operand(false)
		if err != nil {
			return nil, err
		}
		left = exclusion{base: left, minus: minus}
	}
	if another := p.operator(); another != "" {
		return nil, p.fault(p.peek().at, "%q follows %q; put one of them in parentheses to say what belongs together", another, operator)
	}
	return left, nil
}

// operator returns the operator that comes next, "" for none.
func (p *parser) operator() string {
	switch t := p.peek(); t.text {
	case "or", "and", "but":
		return t.text
	}
	return ""
}

func (p *parser) operand(first bool) (expr, error) {
	t := p.peek()
	switch {
	case statement(t):
		return nil, p.fault(t.at, "%s where a relation, brackets or parentheses belong", described(t))
	case t.text == "[" && !first:
		return nil, p.fault(t.at, "brackets stand once, at the beginning of a relation")
	case t.text == "[":
		return p.brackets()
	case t.text == "(":
		return p.parentheses(first)
	}
	name, err := p.name("relation")
	if err != nil {
		return nil, err
	}
	if p.peek().text != "from" {
		return computed{at: name.at, relation: name.text}, nil
	}
	p.take()
	tupleset, err := p.name("relation")
	if err != nil {
		return nil, err
	}
	return inherited{at: name.at, relation: name.text, tupleset: tupleset.text}, nil
}

func (p *parser) parentheses(first bool) (expr, error) {
	open := p.take()
	if p.depth++; p.depth > maxParentheses {
		return nil, p.fault(open.at, "more than %d parentheses; give parts of the relation names of their own", maxParentheses)
	}
	e, err := p.expression(first)
	if err != nil {
		return nil, err
	}
	p.depth--
	return e, p.expect(")")
}

func (p *parser) brackets() (expr, error) {
	d := direct{at: p.take().at}
	for {
		r, err := p.restriction()
		if err != nil {
			return nil, err
		}
		d.allowed = append(d.allowed, r)
		if p.peek().text != "," {
			return d, p.expect("]")
		}
		p.take()
	}
}

func (p *parser) restriction() (restriction, error) {
	name, err := p.name("type")
	if err != nil {
		return restriction{}, err
	}
	r := restriction{at: name.at, objectType: name.text}
	switch p.peek().text {
	case "#":
		p.take()
		relation, err := p.name("relation")
		if err != nil {
			return r, err
		}
		r.relation = relation.text
	case ":":
		p.take()
		if err := p.expect("*"); err != nil {
			return r, err
		}
		r.everybody = true
	}
	if t := p.peek(); t.text == "with" {
		return r, p.fault(t.at, "conditions are not supported; keep what depends on the request in a policy of the program")
	}
	return r, nil
}
