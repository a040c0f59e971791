module Pools
using Base.Threads

"""
Closes it.
"""
function close!(p::Pool, wait::Bool)::Int where T
    shut(p)
end

"A pool ≤ 3."
mutable struct Pool <: Base
    size::Int
end

# Short form.
area(x) = x ∈ p ? first(x) : 0

end
