package benchmarks

import (
	"fmt"
	"math"
	"testing"
)

// The guests' floating point, in Go. The conversions to float64 keep the
// compiler from fusing a multiplication with an addition, which it may do on
// some architectures, and which WebAssembly never does.

func escapeTimes(t *testing.T, in input) string {
	side := in.number(t)
	d, inside := newDigest(), 0
	for row := range side {
		for column := range side {
			cx := float64(column)*2.5/float64(side) - 2
			cy := float64(row)*2.5/float64(side) - 1.25
			var x, y float64
			n := uint32(0)
			for ; n < 200; n++ {
				xx, yy := float64(x*x), float64(y*y)
				if xx+yy > 4 {
					break
				}
				x, y = xx-yy+cx, float64(2*x*y)+cy
			}
			d.mix(n)
			if n == 200 {
				inside++
			}
		}
	}
	return fmt.Sprintf("%d x %d points, %d inside, digest %08x\n", side, side, inside, uint32(d))
}

func orbits(t *testing.T, in input) string {
	// x, y, z, vx, vy, vz, mass
	bodies := [][7]float64{
		{0, 0, 0, 0, 0, 0, 40},
		{5, 0, 0.25, 0, 2.75, 0.125, 0.0375},
		{0, 9.5, -0.5, -2, 0.0625, 0, 0.0125},
		{-19, 1, 0.75, 0, -1.4375, 0, 0.00175},
		{2, -30, 0, 1.125, 0, -0.03125, 0.002},
	}
	square := func(x, y, z float64) float64 { return float64(float64(x*x)+float64(y*y)) + float64(z*z) }
	energy := func() float64 {
		sum := 0.0
		for i, a := range bodies {
			sum += float64(0.5 * a[6] * square(a[3], a[4], a[5]))
			for _, b := range bodies[i+1:] {
				sum -= a[6] * b[6] / math.Sqrt(square(a[0]-b[0], a[1]-b[1], a[2]-b[2]))
			}
		}
		return sum
	}
	steps, before := in.number(t), energy()
	const dt = 1.0 / 1024
	for range steps {
		for i := range bodies {
			a := &bodies[i]
			for j := i + 1; j < len(bodies); j++ {
				b := &bodies[j]
				apart := [3]float64{a[0] - b[0], a[1] - b[1], a[2] - b[2]}
				s := square(apart[0], apart[1], apart[2])
				pull := dt / (s * math.Sqrt(s))
				for k, p := range apart {
					a[3+k] -= float64(p * b[6] * pull)
					b[3+k] += float64(p * a[6] * pull)
				}
			}
		}
		for i := range bodies {
			for k := range 3 {
				bodies[i][k] += float64(dt * bodies[i][3+k])
			}
		}
	}
	d := newDigest()
	for _, b := range bodies {
		for _, x := range b {
			bits := math.Float64bits(x)
			d.mix(uint32(bits))
			d.mix(uint32(bits >> 32))
		}
	}
	return fmt.Sprintf("energy %.6f before, %.6f after %d steps\ndigest of all bits %08x\n", before, energy(), steps, uint32(d))
}

// In integers: the guest's floats hold nothing else.
func products(t *testing.T, in input) string {
	n := in.number(t)
	r := xorshift(88675123)
	matrix := func() []int64 {
		m := make([]int64, n*n)
		for i := range m {
			m[i] = int64(r.next()%19) - 9
		}
		return m
	}
	times := func(a, b []int64) []int64 {
		c := make([]int64, n*n)
		for i := range n {
			for j := range n {
				for k := range n {
					c[i*n+j] += a[i*n+k] * b[k*n+j]
				}
			}
		}
		return c
	}
	a, b := matrix(), matrix()
	c := times(times(times(a, b), b), b)
	d, trace := newDigest(), int64(0)
	for i, x := range c {
		d.mix(uint32(x))
		d.mix(uint32(uint64(x) >> 32))
		if i/n == i%n {
			trace += x
		}
	}
	return fmt.Sprintf("%d x %d, trace %d, digest %08x\n", n, n, trace, uint32(d))
}

// Indices instead of pointers.
func walk(t *testing.T, in input) string {
	const nodes = 1 << 16
	r := xorshift(2463534242)
	values := make([][15]uint32, nodes)
	order, next := make([]int, nodes), make([]int, nodes)
	for i := range values {
		order[i] = i
		for j := range values[i] {
			values[i][j] = r.next()
		}
	}
	for i := nodes - 1; i > 0; i-- {
		j := int(r.next() % uint32(i+1))
		order[i], order[j] = order[j], order[i]
	}
	for i, node := range order {
		next[node] = order[(i+1)%nodes]
	}
	steps, at, sum := in.number(t), 0, uint32(0)
	for i := range steps {
		sum = (sum<<5 | sum>>27) + values[at][i%8]
		values[at][8+i%4] ^= sum
		at = next[at]
	}
	return fmt.Sprintf("%d steps, at node %d, sum %08x\n", steps, at, sum)
}

// One byte at a time.
func blends(t *testing.T, in input) string {
	const size = 4 * 256 * 256
	r := xorshift(521288629)
	over, under := make([]byte, size), make([]byte, size)
	for i := range over {
		over[i], under[i] = byte(r.next()>>24), byte(r.next()>>24)
	}
	scale := func(x, weight byte) int { // x*weight/255, to the nearest
		return (2*int(x)*int(weight) + 255) / 510
	}
	passes := in.number(t)
	for range passes {
		for i := 0; i < size; i += 4 {
			a, b := [4]byte(over[i:]), [4]byte(under[i:])
			for k := range a {
				under[i+k] = byte(min(scale(a[k], a[3])+scale(b[k], 255-a[3]), 255))
				over[i+k] = a[[4]int{1, 2, 0, 3}[k]] + byte(max(int(a[k])-int(b[k]), 0))
			}
		}
	}
	d, sum := newDigest(), uint32(0)
	for _, b := range under {
		d.mix(uint32(b))
		sum += uint32(b)
	}
	return fmt.Sprintf("%d passes, sum %d, digest %08x\n", passes, sum, uint32(d))
}
