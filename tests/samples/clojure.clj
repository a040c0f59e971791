(ns data.pool (:require [data.store :as store]))

;; Bounds it.
(def max-size 10)

(defn close "Closes it." [pool]
  (store/shut pool))
