# Instances that follow the load: more while each has over 50 requests a second, two at the least, and
# six before people come in the morning. No plan ever undoes what the load has made.

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

variable "instance_port" {
  description = "Where each instance listens, at its own address."
  type        = number
  default     = 9000
}

variable "node" {
  description = "The program that runs server.mjs."
  type        = string
  default     = "node"
}

variable "user" {
  description = "Who the instances run as. An engine that runs as root wants to be told."
  type        = string
  default     = null
}

resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ["local-a", "local-b", "local-c"]
  subnet_id          = "subnet-local-a"
}

resource "lb_availability_group" "web" {
  name               = "web"
  availability_zones = ["local-a", "local-b", "local-c"]
  port               = var.instance_port
  min_size           = 2
  max_size           = 10
  cooldown_seconds   = 60

  launch = {
    driver = "process"
    process = {
      command     = [var.node, abspath("${path.module}/server.mjs")]
      environment = { GREETING = "hello" }
      user        = var.user
    }
  }

  scaling_policies = [
    {
      type   = "target"
      metric = "requests_per_instance"
      target = 50
    },
    {
      type       = "schedule"
      recurrence = "45 7 * * 1-5"
      time_zone  = "Europe/Berlin"
      capacity   = 6
    },
  ]

  # Another launch rolls through one by one. Should it not work, the old one comes back by itself.
  health_check  = { type = "backend", grace_seconds = 30 }
  update_policy = { max_surge = 1, min_healthy_seconds = 2 }
}

resource "lb_backend_service" "web" {
  lb_instance_id        = lb_instance.web.id
  name                  = "web"
  protocol              = "HTTP"
  port                  = var.instance_port
  availability_group_id = lb_availability_group.web.id
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
