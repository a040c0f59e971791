import Foundation

/// A pool.
public final class Pool: Base {
    /// Bounds it.
    let max = 10

    /// Makes one.
    init(size: Int) {
        self.size = size
    }

    /// Closes it.
    func close(_ wait: Bool) async throws -> Int {
        return try store.close(wait)
    }
}

/// More of it.
extension Pool {
    /// Opens.
    func open() {}
}

/// Can be closed.
protocol Closing {
    /// Shuts.
    func shut()
}
