resource "lb_server_group" "shop" {
  name = "group of a member"
}

resource "lb_server" "shop" {
  server_group_id = lb_server_group.shop.id
  address         = "127.0.0.11"
  port            = 8080
}

data "lb_server" "example" {
  id = lb_server.shop.id
}
