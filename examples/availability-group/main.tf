# Instances that the engine runs for you: a batch of four, spread over three zones and their racks.

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

variable "instances" {
  description = "How many to run."
  type        = number
  default     = 4
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
  min_size           = 1
  max_size           = 10
  desired_capacity   = var.instances

  launch = {
    driver = "process"
    process = {
      # Each instance gets ADDRESS, PORT, INSTANCE_ID, ZONE and RACK in its environment.
      command     = [var.node, abspath("${path.module}/server.mjs")]
      environment = { GREETING = "hello" }
      user        = var.user
    }
  }
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
