// Package facts asks the system what a machine is.
package facts

// Facts are what sets a machine apart. What is not known is empty.
type Facts struct {
	System  string // the system's name, version and, of a Linux, distribution
	Kernel  string // its version
	CPU     string // the processor's name
	Memory  int64  // bytes
	Allowed string // the CPUs that this process may use
	// ID is the installation's. It must not leave the machine, says
	// machine-id(5): hash it.
	ID   string
	Boot string // drawn by the kernel when it starts
}
