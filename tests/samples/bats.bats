load test_helper

@test "it ships" {
  # And says so.
  run ship
}
