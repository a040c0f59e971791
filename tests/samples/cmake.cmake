include(base)

# Adds a pool.
function(add_pool name)
  message("x")
endfunction()
