# Closes it.
function Close-Pool {
    param($Pool)
    Stop-Store $Pool
}
