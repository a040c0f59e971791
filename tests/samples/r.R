library(dplyr)

#' Closes it.
close_pool <- function(pool, wait = TRUE) {
  store$shut(pool)
}

#' Doubles.
double = function(x) x * 2
