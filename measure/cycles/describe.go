package cycles

import (
	"sync"

	"github.com/sightglass-go/sightglass/measure"
)

// Describe says which counter this is, how fast it runs and how that was
// learned. Where the processor does not tell, the rate is measured against
// the monotonic clock from the first Open of the process to the first
// Describe, which waits until they are 10 ms apart; so call it outside of
// anything timed. The answer is the same ever after.
func (c *Counter) Describe() measure.Description { return described() }

var described = sync.OnceValue(describeClock)
