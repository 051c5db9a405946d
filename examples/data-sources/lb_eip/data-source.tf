resource "lb_eip" "shop" {
  name = "address found by name"
}

data "lb_eip" "example" {
  name = lb_eip.shop.name
}
