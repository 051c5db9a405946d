# For one run: a token that may look at everything and change nothing, in no state and in no plan.
ephemeral "lb_token" "example" {
  role        = "read"
  ttl         = "30m"
  description = "dashboard"
}

# Another provider block can use it, or a write-only argument such as that of a secret store.
provider "lb" {
  alias    = "reader"
  endpoint = "https://lb.example.net:7443"
  token    = ephemeral.lb_token.example.token
}
