package doctor

import (
	"slices"
	"strings"
)

// virtualProducts are parts of what firmware says of virtual machines.
var virtualProducts = []string{"KVM", "QEMU", "VMware", "VirtualBox", "Xen", "Virtual Machine", "Bochs", "OpenStack", "Parallels",
	"Google Compute Engine", "Apple Virtualization", "Firecracker", "HVM domU"}

// virtualMachine trusts the processor's flag where there is one: what
// firmware says of rented hardware is the same with a host below and without.
func virtualMachine(e *exam) result {
	vendor, _, _ := e.text("sys/class/dmi/id/sys_vendor")
	product, _, _ := e.text("sys/class/dmi/id/product_name")
	name := strings.TrimSpace(vendor + " " + product)
	kind, _, hypervisor := e.text("sys/hypervisor/type")
	if hypervisor && kind != "" {
		return found("", "%s", virtual(kind, name))
	}
	if flags, ok := e.flags(); ok {
		if slices.Contains(flags, "hypervisor") {
			return found("", "%s", virtual("", name))
		}
		return fine("the processor sees no hypervisor")
	}
	if tree, _, ok := e.text("proc/device-tree/compatible"); ok && strings.Contains(tree, "dummy-virt") {
		return found("", "%s", virtual("the board linux,dummy-virt", name))
	}
	for _, part := range virtualProducts {
		if strings.Contains(name, part) {
			return found("", "%s", virtual("", name))
		}
	}
	if name == "" {
		return unknown("neither the processor nor firmware says")
	}
	return fine("%s", name)
}

func virtual(kind, name string) string {
	value := "a virtual machine"
	for _, word := range []string{kind, name} {
		if word != "" {
			value += ", " + word
		}
	}
	return value
}
