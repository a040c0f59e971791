local store = require "store"

--- Pools.
local M = {}

--- Makes one.
function M.make(size)
  return store.new(size)
end

--- Opens.
M.open = function(name)
  return name
end

--- Helps.
local function help() end

--- Closes it.
function M:close(wait)
  self.store:shut(wait)
end

return M
