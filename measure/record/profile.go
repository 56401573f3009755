package record

// Profile is where in the code one job's Executions were counted.
type Profile struct {
	// Event is what was counted, and Windows in how many Executions.
	Event   string `json:"event"`
	Windows int    `json:"windows"`
	// Period is the count that each sample of the program stands for: what is counted is
	// then an estimate. It is 0 where everything was counted.
	Period uint64 `json:"period,omitempty"`
	// Total is the count of all windows: the sum of the samples, and of the job's rows.
	Total   uint64          `json:"total"`
	Frames  []ProfileFrame  `json:"frames"`
	Samples []ProfileSample `json:"samples"`
}

// ProfileSample is the count of one place, or of one way to it.
type ProfileSample struct {
	// Stack are the functions by their places in Frames: the one that was running, and
	// behind it its callers, if they are known.
	Stack []int  `json:"stack"`
	Count uint64 `json:"count"`
}

// ProfileFrame is a function.
type ProfileFrame struct {
	Kind FrameKind `json:"kind"`
	// Index is that of a Guest's function in its module.
	Index int64 `json:"index,omitempty"`
	// Name is as its file has it, perhaps mangled; it is empty if the file has none.
	Name string `json:"name,omitempty"`
	// Object is the file of a Host's function.
	Object string `json:"object,omitempty"`
	// File and Line are where a Guest's function was written, if the module says it.
	File string `json:"file,omitempty"`
	Line int    `json:"line,omitempty"`
}

// FrameKind is whose code a frame is.
type FrameKind string

// The kinds of frames.
const (
	// Guest is a function of the module that was measured.
	Guest FrameKind = "guest"
	// Glue is code that the engine made beside the module's functions: what enters a
	// guest, calls the host, grows memory.
	Glue FrameKind = "glue"
	// Host is code of a file: the engine, its runtime, libraries.
	Host FrameKind = "host"
	// Unknown is code that could be attributed to nothing.
	Unknown FrameKind = "unknown"
)
