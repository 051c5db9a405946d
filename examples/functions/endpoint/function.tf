locals {
  endpoints = ["127.0.0.11:8080", "127.0.0.12:8081"]
}

resource "lb_server_group" "example" {
  name    = "from endpoints"
  servers = [for text in local.endpoints : provider::lb::endpoint(text)]
}
