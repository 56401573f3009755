package facts

import (
	"fmt"
	"math"
	"strings"
	"unsafe"

	"golang.org/x/sys/windows"
	"golang.org/x/sys/windows/registry"
)

// Read returns the facts of this machine.
func Read() Facts {
	version := windows.RtlGetVersion()
	system := value(`SOFTWARE\Microsoft\Windows NT\CurrentVersion`, "ProductName")
	if version.BuildNumber >= 22000 { // Windows 11, whose registry still says 10
		system = strings.Replace(system, "Windows 10", "Windows 11", 1)
	}
	return Facts{
		System: system,
		Kernel: fmt.Sprintf("%d.%d.%d", version.MajorVersion, version.MinorVersion, version.BuildNumber),
		CPU:    value(`HARDWARE\DESCRIPTION\System\CentralProcessor\0`, "ProcessorNameString"),
		Memory: memory(),
		ID:     value(`SOFTWARE\Microsoft\Cryptography`, "MachineGuid"),
	}
}

func value(path, name string) string {
	key, err := registry.OpenKey(registry.LOCAL_MACHINE, path, registry.QUERY_VALUE|registry.WOW64_64KEY)
	if err != nil {
		return ""
	}
	defer key.Close()
	text, _, _ := key.GetStringValue(name) // "" if there is none
	return text
}

var globalMemoryStatusEx = windows.NewLazySystemDLL("kernel32.dll").NewProc("GlobalMemoryStatusEx")

func memory() int64 {
	var status struct { // MEMORYSTATUSEX
		length, load uint32
		total        uint64
		_            [6]uint64
	}
	status.length = uint32(unsafe.Sizeof(status))
	if globalMemoryStatusEx.Find() != nil {
		return 0
	}
	// Sound: the call writes to the structure, which has its size in it, and keeps nothing.
	ok, _, _ := globalMemoryStatusEx.Call(uintptr(unsafe.Pointer(&status)))
	if ok == 0 || status.total > math.MaxInt64 {
		return 0
	}
	return int64(status.total)
}
