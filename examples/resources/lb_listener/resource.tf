resource "lb_instance" "shop" {
  name               = "shop front"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}

resource "lb_server_group" "shop" {
  name    = "shop front"
  servers = [{ address = "127.0.0.11" }, { address = "127.0.0.12" }]
}

resource "lb_backend_service" "shop" {
  lb_instance_id  = lb_instance.shop.id
  name            = "shop"
  protocol        = "HTTP"
  port            = 8080
  server_group_id = lb_server_group.shop.id
}

resource "lb_listener" "example" {
  lb_instance_id     = lb_instance.shop.id
  name               = "http"
  protocol           = "HTTP"
  port               = 8000
  backend_service_id = lb_backend_service.shop.id
}

output "url" {
  description = "Where to send requests."
  value       = "http://${lb_instance.shop.private_ip_address}:${lb_listener.example.port}/"
}
