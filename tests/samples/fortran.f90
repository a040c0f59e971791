module pool
  use store
contains
  ! Closes it.
  subroutine close_pool(a)
    call shut(a)
  end subroutine close_pool
end module pool
