package everyengine

import "golang.org/x/sys/windows"

// limits is whether a process's memory can be limited.
var limits = windows.NewLazySystemDLL("ntdll.dll").NewProc("wine_get_version").Find() != nil
