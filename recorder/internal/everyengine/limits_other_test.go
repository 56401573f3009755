//go:build unix && !linux

package everyengine

const limits = false // they need Linux
