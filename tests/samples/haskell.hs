{-# LANGUAGE GADTs #-}
-- | Pools.
module Data.Pool (close) where

import qualified Data.Map as M

-- | Closes it.
close :: Pool -> Int -> Int
close p 0 = M.size p
close p n = shut n

-- | A pool.
data Pool = Pool { size :: Int } deriving (Show)

-- | An id.
newtype Id = Id Int

-- | Can be closed.
class Close a where
  -- | Does it.
  shut :: a -> Int

-- | Joins.
(<+>) :: Pool -> Pool -> Pool
a <+> b = merge a b
