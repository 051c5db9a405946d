data "lb_zones" "example" {}

# In every zone that the engine has.
resource "lb_instance" "shop" {
  name               = "in all zones"
  availability_zones = data.lb_zones.example.names
  subnet_id          = "subnet-local-a"
}
