# What was deleted and still serves, until its last user is gone.
data "lb_pending_deletions" "example" {}

check "nothing_is_stuck" {
  assert {
    condition     = length(data.lb_pending_deletions.example.deletions) == 0
    error_message = "Objects that were deleted are still in use."
  }
}
