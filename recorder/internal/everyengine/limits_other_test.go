//go:build unix && !linux

package worker_test

const limits = false // they need Linux
