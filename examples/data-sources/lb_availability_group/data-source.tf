resource "lb_availability_group" "shop" {
  name               = "autoscaled found by name"
  availability_zones = ["local-a"]
  port               = 9000
  min_size           = 0
  max_size           = 1

  launch = {
    driver = "process"
    process = {
      command = ["node", "server.mjs"]
      user    = "nobody" # An engine that does not run as root: leave it out.
    }
  }
}

data "lb_availability_group" "example" {
  name = lb_availability_group.shop.name
}
