# Blue and green: two sets of servers, and a switch. Both are checked all the time; `terraform apply
# -var live=green` moves all traffic at once, without a failed request, and back the same way.

terraform {
  required_providers {
    lb = { source = "lb-engine/lb" }
  }
}

provider "lb" {}

variable "port" {
  description = "Where the load balancer listens."
  type        = number
  default     = 8000
}

variable "live" {
  description = "Who gets the traffic."
  type        = string
  default     = "blue"

  validation {
    condition     = contains(keys(var.servers), var.live)
    error_message = "It must be one of the sets of servers."
  }
}

variable "servers" {
  description = "The ports of the servers on this machine, by set."
  type        = map(set(number))
  default = {
    blue  = [8081, 8082]
    green = [8083, 8084]
  }
}

resource "lb_instance" "shop" {
  name               = "shop"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}

resource "lb_server_group" "shop" {
  for_each = var.servers

  name    = each.key
  servers = [for port in each.value : { address = "127.0.0.1", port = port }]
}

# One for each set, so that the one that waits is known to be healthy before it is switched to.
resource "lb_backend_service" "shop" {
  for_each = lb_server_group.shop

  lb_instance_id  = lb_instance.shop.id
  name            = each.key
  protocol        = "HTTP"
  port            = 8080
  server_group_id = each.value.id

  health_check = { interval_ms = 1000 }
}

resource "lb_listener" "shop" {
  lb_instance_id     = lb_instance.shop.id
  name               = "shop"
  protocol           = "HTTP"
  port               = var.port
  backend_service_id = lb_backend_service.shop[var.live].id
}

output "url" {
  description = "Where to send requests."
  value       = "http://${lb_instance.shop.private_ip_address}:${lb_listener.shop.port}/"
}
