// Package pool keeps connections.
package pool

import "net/http"

// MaxSize bounds it.
const MaxSize = 10

// Pool is a pool.
type Pool[T any] struct {
	size int
}

// Close closes it.
func (p *Pool[T]) Close(wait bool) error {
	return p.store.Close(http.StatusOK)
}

// New makes one.
func New() *Pool[int] {
	return &Pool[int]{}
}
