# Several services on one instance: one address, a port for each.

terraform {
  required_providers {
    lb = { source = "lb-engine/lb" }
  }
}

provider "lb" {}

variable "services" {
  description = "By name: what it speaks, where the load balancer listens, and the servers' ports."
  type = map(object({
    protocol = string
    port     = number
    servers  = set(number)
  }))
  default = {
    shop  = { protocol = "HTTP", port = 8000, servers = [8081, 8082] }
    admin = { protocol = "HTTP", port = 8001, servers = [8083] }
    cache = { protocol = "TCP", port = 6379, servers = [6380, 6381] }
  }
}

resource "lb_instance" "shared" {
  name               = "shared"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}

resource "lb_server_group" "of" {
  for_each = var.services

  name    = each.key
  servers = [for port in each.value.servers : { address = "127.0.0.1", port = port }]
}

resource "lb_backend_service" "of" {
  for_each = var.services

  lb_instance_id  = lb_instance.shared.id
  name            = each.key
  protocol        = each.value.protocol
  port            = each.value.port
  server_group_id = lb_server_group.of[each.key].id
}

resource "lb_listener" "of" {
  for_each = var.services

  lb_instance_id     = lb_instance.shared.id
  name               = each.key
  protocol           = each.value.protocol
  port               = each.value.port
  backend_service_id = lb_backend_service.of[each.key].id
}

output "endpoints" {
  description = "Where each service answers."
  value = {
    for name, listener in lb_listener.of : name => "${lb_instance.shared.private_ip_address}:${listener.port}"
  }
}
