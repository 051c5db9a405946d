resource "lb_instance" "shop" {
  name               = "instance of targets"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}

resource "lb_server_group" "shop" {
  name    = "targets"
  servers = [{ address = "127.0.0.11" }, { address = "127.0.0.12", enabled = false }]
}

resource "lb_backend_service" "shop" {
  lb_instance_id  = lb_instance.shop.id
  name            = "service of targets"
  protocol        = "HTTP"
  port            = 8080
  server_group_id = lb_server_group.shop.id
}

data "lb_target_health" "example" {
  backend_service_id = lb_backend_service.shop.id
}

output "unhealthy" {
  description = "Servers that get no traffic, and why."
  value = {
    for target in data.lb_target_health.example.targets :
    "${target.address}:${target.port}" => target.reason if target.state == "unhealthy"
  }
}
