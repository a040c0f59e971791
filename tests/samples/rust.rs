//! Pools.
use std::io::Read;

/// Bounds it.
pub const MAX_SIZE: usize = 10;

/// A pool.
#[derive(Debug)]
pub struct Pool<T> {
    size: T,
}

impl<T: Clone> Pool<T> {
    /// Closes it.
    #[inline]
    pub async fn close(&self) -> Vec<T> {
        self.items().collect::<Vec<_>>()
    }
}

/// Can be closed.
pub trait Close {
    /// Does it.
    fn shut(&self);
}

/// Shouts.
macro_rules! shout {
    ($x:expr) => { println!("{}", $x) };
}

cfg_rt! {
    /// Spawns it.
    pub fn spawn() {
        run();
    }
}

mod inner {
    /// Deep.
    static DEPTH: u8 = 1;
}
