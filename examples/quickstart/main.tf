# Ten lines to a running load balancer: three servers on this machine, shares by weight.

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

variable "servers" {
  description = "The servers behind it, by name."
  type        = map(object({ port = number, weight = number }))
  default = {
    one   = { port = 8081, weight = 1 }
    two   = { port = 8082, weight = 2 }
    three = { port = 8083, weight = 3 }
  }
}

resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}

resource "lb_server_group" "web" {
  name = "web"
  servers = [
    for name, server in var.servers : {
      name    = name
      address = "127.0.0.1"
      port    = server.port
      weight  = server.weight
    }
  ]
}

resource "lb_backend_service" "web" {
  lb_instance_id  = lb_instance.web.id
  name            = "web"
  protocol        = "HTTP"
  port            = 8080 # for servers that name no port of their own
  server_group_id = lb_server_group.web.id

  health_check = {
    path        = "/"
    interval_ms = 1000
  }
}

resource "lb_listener" "http" {
  lb_instance_id     = lb_instance.web.id
  name               = "http"
  protocol           = "HTTP"
  port               = var.port
  backend_service_id = lb_backend_service.web.id
}

output "url" {
  description = "Where to send requests."
  value       = "http://${lb_instance.web.private_ip_address}:${lb_listener.http.port}/"
}
