# A group without `servers`: its members are resources, which other configurations may add too.
resource "lb_server_group" "shop" {
  name = "shop members"
}

resource "lb_server" "example" {
  server_group_id = lb_server_group.shop.id
  name            = "shop-1"
  address         = "127.0.0.11"
  port            = 8080
  weight          = 20
}
