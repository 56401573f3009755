//go:build !unix

package wazero

const nonblock = 0
