resource "lb_server_group" "example" {
  name = "shop"
  port = 8080

  servers = [
    { address = "127.0.0.11", weight = 10 },
    { address = "127.0.0.12", weight = 20 },
    # Kept out of traffic, and out of health checks, until it is switched on.
    { address = "127.0.0.13", enabled = false },
  ]
}
