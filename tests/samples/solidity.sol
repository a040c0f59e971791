import "./base.sol";

/// A pool.
contract Pool is Base {
    /// Closes it.
    function close(uint a) public {
        shut(a);
    }
}
