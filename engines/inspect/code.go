package inspect

// LocalsLimit is how many locals a function may have at most in engines that
// keep the limits of the JavaScript API, as most do.
const LocalsLimit = 50_000

// codeSection finds the function that declares the most locals, and reads past
// the instructions. What does not add up here is noted and left to the engine.
func (p *parser) codeSection(r reader) {
	at := r.pos
	for n := r.count("functions", 1); n > 0 && r.err == nil; n-- {
		size := r.count("bytes of a function", 1)
		body := r
		body.end = r.pos + size
		var locals uint64
		for k := body.count("kinds of locals", 2); k > 0 && body.err == nil; k-- {
			locals += uint64(body.u32())
			if _, ok := p.valType(&body); !ok {
				return
			}
		}
		p.MaxLocals = max(p.MaxLocals, locals)
		if r.err == nil {
			r.err = body.err
		}
		r.pos += size
	}
	if r.err != nil {
		p.warn(at, "the code section: %w", r.err)
	}
}
