resource "lb_eip" "example" {
  name = "shop"
}

# Bound to an instance: its listeners answer at the public address too.
resource "lb_instance" "shop" {
  name               = "shop public"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
  eip_id             = lb_eip.example.id
}
