package a.b

import x.y.Z

/** A pool. */
case class Pool(size: Int) extends Base {
  /** Bounds it. */
  val max = 10

  /** Closes it. */
  def close(wait: Boolean): Int = store.close(wait)
}

/** Only one. */
object Registry {
  /** Finds. */
  def find[T](x: T): Option[T] = {
    lookup[T](x)
  }
}

/** Can be shown. */
trait Shown {
  /** Shows. */
  def show: String
}

/** Orders. */
given ordering: Ordering[Int] = compare(1)
