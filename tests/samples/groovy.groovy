import a.b.C

/** A pool. */
class Pool {
  int close(boolean wait) { shut(wait) }
}
