package rebactest

import (
	"fmt"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/neuroglia-go/neuroglia/auth/rebac"
)

func (s suite) isConcurrent(t *testing.T) {
	a := s.posts(t)
	var group sync.WaitGroup
	for caller := range 8 {
		group.Go(func() {
			for i := range 5 {
				own := rebac.Tuple{User: fmt.Sprintf("user:%d", caller), Relation: "is_owner", Object: fmt.Sprintf("post:%d-%d", caller, i)}
				may := rebac.Tuple{User: own.User, Relation: "can_update", Object: own.Object}
				if !assert.NoError(t, a.Write(t.Context(), []rebac.Tuple{own}, nil)) {
					return
				}
				answer, err := a.Check(t.Context(), may)
				assert.NoError(t, err)
				assert.True(t, answer, "a caller reads what it has written")
				assert.NoError(t, a.Write(t.Context(), nil, []rebac.Tuple{own}))
				answer, err = a.Check(t.Context(), may)
				assert.NoError(t, err)
				assert.False(t, answer)
			}
		})
	}
	group.Wait()
}
