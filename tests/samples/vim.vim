" Closes it.
function! s:Close(pool) abort
  call Shut(a:pool)
endfunction
