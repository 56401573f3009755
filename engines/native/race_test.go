//go:build race

package native

const raced = true
