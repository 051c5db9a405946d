resource "lb_instance" "example" {
  name               = "shop"
  availability_zones = ["local-a", "local-b"]
  subnet_id          = "subnet-local-a"

  tags = { team = "shop" }
}

output "address" {
  description = "Where its listeners answer."
  value       = lb_instance.example.private_ip_address
}
