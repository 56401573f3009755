package record

// Same is whether two descriptions are of one machine: what ran on both has the same
// processor, neighbours and noise.
//
// One kernel is one machine, whatever containers on it are called and may use. Else
// names decide, if both have one, and then fingerprints. Equal fingerprints with two
// kernels and no names are two machines: they may be copies of one image, whose
// machine id is the image's. (A machine without a name that was started again between
// two recordings is then two.)
func (m *Machine) Same(o *Machine) bool {
	switch {
	case m.Boot != "" && m.Boot == o.Boot:
		return true
	case m.Name != "" && o.Name != "":
		return m.Name == o.Name
	case m.Fingerprint != o.Fingerprint:
		return false
	}
	return m.Boot == "" || o.Boot == ""
}

// Called is the machine's name or, without one, its fingerprint; "" if neither is known.
func (m *Machine) Called() string {
	if m.Name != "" || m.Fingerprint == "" {
		return m.Name
	}
	return ShortHash(m.Fingerprint)
}
