resource "lb_instance" "shop" {
  name               = "found by name"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}

# Usually the instance is declared elsewhere, and its name is all that is known of it.
data "lb_instance" "example" {
  name = lb_instance.shop.name
}

output "address" {
  description = "Where its listeners answer."
  value       = data.lb_instance.example.private_ip_address
}
