package history

import (
	"fmt"

	"github.com/sightglass-go/sightglass/measure/record"
)

// ofSeveral is whether recordings are of several machines, also of copies of one image,
// whose fingerprints are equal.
func ofSeveral(headers []record.Header) bool {
	var seen []*record.Machine // that differ in what tells machines apart
	for i := range headers {
		m, known := &headers[i].Machine, false
		for _, o := range seen {
			if o.Fingerprint != m.Fingerprint || !o.Same(m) {
				return true
			}
			known = known || o.Boot == m.Boot && o.Name == m.Name
		}
		if !known {
			seen = append(seen, m)
		}
	}
	return false
}

// tellApart gives the machines of points whose fingerprints are equal their names, where
// these and their kernels differ: they are copies of one image.
func tellApart(points []Point, recordings []Recording) {
	type kernel struct{ name, boot string }
	copies := map[string][]kernel{} // by fingerprint: the first of each name and kernel
	names := make([]string, len(points))
	for i, r := range recordings {
		if points[i].Machine == "" {
			continue
		}
		var of kernel
		for k, h := range r.Data.Headers {
			if now := (kernel{h.Machine.Name, h.Machine.Boot}); k == 0 {
				of = now
			} else if now.name != of.name {
				of = kernel{} // of several names
				break
			}
		}
		if names[i] = of.name; of.name != "" {
			copies[points[i].Machine] = append(copies[points[i].Machine], of)
		}
	}
	for i := range points {
		list := copies[points[i].Machine]
		for _, k := range list {
			if names[i] != "" && k.name != list[0].name && (k.boot == "" || k.boot != list[0].boot) {
				points[i].Machine = fmt.Sprintf("%s (%s)", points[i].Machine, names[i])
				break
			}
		}
	}
}
