# A canary: the new version gets its share of the requests, exactly, and more with each apply.

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

variable "canary_percent" {
  description = "The share of the new version, in percent of all requests."
  type        = number
  default     = 10

  validation {
    condition     = var.canary_percent >= 0 && var.canary_percent <= 100
    error_message = "It must be 0 to 100."
  }
}

variable "stable" {
  description = "The port of the version that is in use."
  type        = number
  default     = 8081
}

variable "canary" {
  description = "The port of the new version."
  type        = number
  default     = 8082
}

resource "lb_instance" "shop" {
  name               = "shop"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}

# Shares follow the weights exactly. A weight of 0 gets nothing, and finishes what it has.
resource "lb_server_group" "shop" {
  name = "shop"

  servers = [
    {
      name    = "stable"
      address = "127.0.0.1"
      port    = var.stable
      weight  = 100 - var.canary_percent
    },
    {
      name    = "canary"
      address = "127.0.0.1"
      port    = var.canary
      weight  = var.canary_percent
    },
  ]
}

resource "lb_backend_service" "shop" {
  lb_instance_id  = lb_instance.shop.id
  name            = "shop"
  protocol        = "HTTP"
  port            = 8080
  server_group_id = lb_server_group.shop.id
}

resource "lb_listener" "shop" {
  lb_instance_id     = lb_instance.shop.id
  name               = "shop"
  protocol           = "HTTP"
  port               = var.port
  backend_service_id = lb_backend_service.shop.id
}

output "url" {
  description = "Where to send requests."
  value       = "http://${lb_instance.shop.private_ip_address}:${lb_listener.shop.port}/"
}
