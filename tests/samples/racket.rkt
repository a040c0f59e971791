#lang racket
(require data/store)

;; Closes it.
(define (close-pool! pool)
  (shut pool))

;; A pool.
(struct pool (size))
