resource "lb_vpc" "example" {
  name        = "shop"
  cidr_blocks = ["127.80.0.0/16"]
}
