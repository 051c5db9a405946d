# A TCP load balancer: any protocol over TCP, relayed byte by byte.

terraform {
  required_providers {
    lb = { source = "lb-engine/lb" }
  }
}

provider "lb" {}

variable "port" {
  description = "Where the load balancer listens."
  type        = number
  default     = 6379
}

variable "servers" {
  description = "The ports of the servers on this machine."
  type        = set(number)
  default     = [6380, 6381]
}

resource "lb_instance" "cache" {
  name               = "cache"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}

resource "lb_server_group" "cache" {
  name    = "cache"
  servers = [for port in var.servers : { address = "127.0.0.1", port = port }]
}

resource "lb_backend_service" "cache" {
  lb_instance_id  = lb_instance.cache.id
  name            = "cache"
  protocol        = "TCP"
  port            = 6379
  server_group_id = lb_server_group.cache.id

  # A server that accepts a connection is healthy.
  health_check = {
    interval_ms         = 2000
    unhealthy_threshold = 2
  }
}

resource "lb_listener" "cache" {
  lb_instance_id       = lb_instance.cache.id
  name                 = "cache"
  protocol             = "TCP"
  port                 = var.port
  backend_service_id   = lb_backend_service.cache.id
  idle_timeout_seconds = 600
}

output "address" {
  description = "Where to connect."
  value       = "${lb_instance.cache.private_ip_address}:${lb_listener.cache.port}"
}
