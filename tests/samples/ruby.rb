require "socket"

module Data
  # A pool.
  class Pool < Base
    # Bounds it.
    MAX_SIZE = 10

    # Makes one.
    def self.make(size)
      new(size)
    end

    # Is it good?
    def valid?
      store.check!(:all)
    end
  end
end
