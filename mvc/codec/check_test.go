package codec_test

import (
	"io"
	"reflect"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/neuroglia-go/neuroglia/mvc/codec"
)

type awkward struct {
	Channel chan int          `json:"channel"`
	Reader  io.Reader         `json:"reader"`
	Any     any               `json:"any"`
	Keys    map[float64]int   `json:"keys"`
	Names   map[level]*string `json:"names"`
	Left    func()            `json:"-"`
	Own     shout             `json:"own"`
	Again   []*awkward        `json:"again"`
	Deep    [2]map[int]struct {
		Number complex128
	} `json:"deep"`
}

func TestTypeChecks(t *testing.T) {
	t.Parallel()
	c := codec.New()
	require.NoError(t, c.CheckRead(reflect.TypeFor[record]()))
	require.NoError(t, c.CheckWrite(reflect.TypeFor[record]()))
	lines := func(err error) []string { return strings.Split(err.Error(), "\n") }
	require.Equal(t, []string{
		`codec_test.awkward.Channel: JSON cannot carry a chan int; leave it out with json:"-"`,
		`codec_test.awkward.Reader: JSON cannot be read into the interface io.Reader; use a concrete type`,
		`codec_test.awkward.Keys: a float64 cannot be the name of a member; use a string, an integer or a type that is text`,
		`codec_test.awkward.Own: its tags are faulty: Go struct has no exported fields`,
		`codec_test.awkward.Deep.Number: JSON cannot carry a complex128; leave it out with json:"-"`,
	}, lines(c.CheckRead(reflect.TypeFor[awkward]())))
	require.Len(t, lines(c.CheckWrite(reflect.TypeFor[awkward]())), 3, "all but what only reading minds")

	clash := reflect.StructOf([]reflect.StructField{
		{Name: "First", Type: reflect.TypeFor[int](), Tag: `json:"same"`},
		{Name: "Second", Type: reflect.TypeFor[int](), Tag: `json:"same"`},
	})
	require.ErrorContains(t, c.CheckRead(reflect.SliceOf(clash)), "its tags are faulty")
}
