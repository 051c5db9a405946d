# Built in: one for each zone of the default topology.
data "lb_subnet" "example" {
  id = "subnet-local-a"
}

resource "lb_instance" "shop" {
  name               = "in a subnet that was looked up"
  availability_zones = [data.lb_subnet.example.availability_zone]
  subnet_id          = data.lb_subnet.example.id
}
