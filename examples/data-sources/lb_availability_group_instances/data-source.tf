resource "lb_availability_group" "shop" {
  name               = "group of instances"
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

# What runs at this moment.
data "lb_availability_group_instances" "example" {
  availability_group_id = lb_availability_group.shop.id
}
