package a.b

import x.y.Z

/** A pool. */
@Ann
class Pool(val size: Int) : Base() {
    /** Bounds it. */
    val max = 10

    /** Closes it. */
    override suspend fun close(wait: Boolean): Int {
        return store.close(wait)
    }

    companion object {
        /** The first. */
        const val FIRST = 1
    }
}

/** Only one. */
object Registry {
    /** Finds. */
    fun find(where: Int) = where + 1
}

/** Extends lists. */
fun <T> List<T>.second(): T = get(1)

/** Lazy. */
val top by lazy { 1 }
