//! Pools.
const std = @import("std");

/// Bounds it.
pub const max_size = 10;

/// A pool.
pub const Pool = struct {
    size: u8,

    /// Closes it.
    pub fn close(self: *Pool) !void {
        try self.store.shut();
    }
};

/// Makes one.
fn make() Pool {
    return init(1);
}

test "pool closes" {
    try std.testing.expect(true);
}
