package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"

	"github.com/neuroglia-go/neuroglia/data/eventstore"
)

// constantMemory reads logs of two sizes and prints by how much the heap grew at most.
func constantMemory(w io.Writer, title string, sizes [2]int, logOf func(size int) (log eventstore.Store, done func(), err error)) error {
	var grown [2]float64
	fmt.Fprintf(w, "\n## %s: memory of a read\n\n| events | heap grows by at most, MB |\n|---:|---:|\n", title)
	for i, size := range sizes {
		log, done, err := logOf(size)
		if err == nil {
			grown[i], err = heapGrowth(log, size)
			done()
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(w, "| %d | %.1f |\n", size, grown[i])
	}
	fmt.Fprintf(w, "\n- many times the events, the same memory: %.2f (at most 1.50): %s\n", grown[1]/grown[0], met(grown[1] <= 1.5*grown[0]))
	return nil
}

// heapGrowth looks at the heap after every thousandth event, with what is garbage by then.
func heapGrowth(log eventstore.Store, size int) (float64, error) {
	runtime.GC()
	before, most, read := heap(), uint64(0), 0
	for _, err := range log.ReadAll(context.Background(), 0, eventstore.Filter{}) {
		if err != nil {
			return 0, err
		}
		if read++; read%1000 == 0 {
			most = max(most, heap())
		}
	}
	if read != size {
		return 0, fmt.Errorf("%d of %d events were read", read, size)
	}
	return float64(most-min(most, before)) / (1 << 20), nil
}

func heap() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
