<?php

namespace A\B;

use C\Socket;

/**
 * A pool.
 */
#[Attr]
final class Pool extends Base
{
    /** Bounds it. */
    const MAX_SIZE = 10;

    /**
     * Closes it.
     */
    public function close(bool $wait = true): int
    {
        return $this->store->close(Helper::name());
    }
}

/** Can be closed. */
interface Closing
{
}

/** Free. */
function make(): Pool
{
    return new Pool();
}
