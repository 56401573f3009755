package benchmarks

import (
	"fmt"
	"math"
	"testing"
)

// One pixel at a time, with coordinates that are kept inside. Each product is rounded
// before it is added, since Go may fuse the two otherwise.
func edges(t *testing.T, in input) string {
	const width, height = 256, 192
	type plane [height][width]float32
	at := func(p *plane, x, y int) float32 {
		return p[min(max(y, 0), height-1)][min(max(x, 0), width-1)]
	}
	every := func(do func(x, y int)) {
		for y := range height {
			for x := range width {
				do(x, y)
			}
		}
	}
	r, picture := xorshift(88675123), [height][width]byte{}
	every(func(x, y int) { picture[y][x] = byte(r.next() >> 28) })
	for i := range 24 {
		cx, cy := int(r.next()>>8)%width, int(r.next()>>8)%height
		radius, grey := 4+int(r.next()>>8)%28, byte(r.next()>>24)
		every(func(x, y int) {
			dx, dy := x-cx, y-cy
			disc := dx*dx+dy*dy < radius*radius
			square := dx < radius && -dx < radius && dy < radius && -dy < radius
			if i%2 == 1 && disc || i%2 == 0 && square {
				picture[y][x] = grey
			}
		})
	}
	weigh := func(far, near, middle float32) float32 {
		return float32(far+float32(near*4)+float32(middle*6)) * (1.0 / 16)
	}
	pictures, steep := in.number(t), 0
	for range pictures {
		var grey, across, blurred, gradient plane
		every(func(x, y int) { grey[y][x] = float32(picture[y][x]) })
		every(func(x, y int) {
			across[y][x] = weigh(at(&grey, x-2, y)+at(&grey, x+2, y), at(&grey, x-1, y)+at(&grey, x+1, y), grey[y][x])
		})
		every(func(x, y int) {
			blurred[y][x] = weigh(at(&across, x, y-2)+at(&across, x, y+2), at(&across, x, y-1)+at(&across, x, y+1), across[y][x])
		})
		most := float32(0)
		every(func(x, y int) {
			p := func(dx, dy int) float32 { return at(&blurred, x+dx, y+dy) }
			dx := (p(1, -1) + p(1, 1) + float32(p(1, 0)*2)) - (p(-1, -1) + p(-1, 1) + float32(p(-1, 0)*2))
			dy := (p(-1, 1) + p(1, 1) + float32(p(0, 1)*2)) - (p(-1, -1) + p(1, -1) + float32(p(0, -1)*2))
			gradient[y][x] = float32(math.Sqrt(float64(float32(dx*dx) + float32(dy*dy))))
			most = max(most, gradient[y][x])
		})
		scale := 255 / most
		every(func(x, y int) {
			b, old := byte(float32(gradient[y][x]*scale)+0.5), picture[y][x]
			if b > 96 {
				picture[y][x], steep = b, steep+1
			} else {
				picture[y][x] = (old + 37) ^ b>>1
			}
		})
	}
	d := newDigest()
	every(func(x, y int) { d.mix(uint32(picture[y][x])) })
	return fmt.Sprintf("%d pictures, %d steep places, digest %08x\n", pictures, steep, uint32(d))
}
