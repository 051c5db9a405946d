# TCP to servers that want to know their clients: each connection begins with a line of the PROXY
# protocol, version 1. In nginx: `listen 9000 proxy_protocol`.

terraform {
  required_providers {
    lb = { source = "lb-engine/lb" }
  }
}

provider "lb" {}

variable "port" {
  description = "Where the load balancer listens."
  type        = number
  default     = 9000
}

variable "servers" {
  description = "The ports of the servers on this machine; they must expect the PROXY protocol."
  type        = set(number)
  default     = [9001, 9002]
}

resource "lb_instance" "mail" {
  name               = "mail"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}

resource "lb_server_group" "mail" {
  name    = "mail"
  servers = [for port in var.servers : { address = "127.0.0.1", port = port }]
}

resource "lb_backend_service" "mail" {
  lb_instance_id  = lb_instance.mail.id
  name            = "mail"
  protocol        = "TCP"
  port            = 9000
  proxy_protocol  = true
  algorithm       = "source_ip" # a client keeps its server
  server_group_id = lb_server_group.mail.id
}

resource "lb_listener" "mail" {
  lb_instance_id     = lb_instance.mail.id
  name               = "mail"
  protocol           = "TCP"
  port               = var.port
  backend_service_id = lb_backend_service.mail.id
}

output "address" {
  description = "Where to connect."
  value       = "${lb_instance.mail.private_ip_address}:${lb_listener.mail.port}"
}
