resource "lb_server_group" "shop" {
  name    = "group found by name"
  servers = [{ address = "127.0.0.11", port = 8080 }]
}

data "lb_server_group" "example" {
  name = lb_server_group.shop.name
}
