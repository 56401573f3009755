//go:build !unix

package recorder

func mapWhereabouts(string) whereabouts { return nil }

func (w whereabouts) unmap() {}
