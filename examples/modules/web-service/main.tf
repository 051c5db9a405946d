# A web service behind a load balancer, to copy or to call: four resources, with the questions that
# are worth asking as variables.

terraform {
  required_version = ">= 1.5"

  required_providers {
    lb = {
      source  = "lb-engine/lb"
      version = "~> 0.1"
    }
  }
}

resource "lb_instance" "this" {
  name                = var.name
  availability_zones  = var.availability_zones
  subnet_id           = var.subnet_id
  deletion_protection = var.deletion_protection
  tags                = var.tags
}

resource "lb_server_group" "this" {
  name    = var.name
  servers = var.servers
  tags    = var.tags
}

resource "lb_backend_service" "this" {
  lb_instance_id      = lb_instance.this.id
  name                = var.name
  protocol            = "HTTP"
  port                = var.server_port
  algorithm           = var.algorithm
  server_group_id     = lb_server_group.this.id
  session_persistence = var.sticky ? { enabled = true } : null
  tags                = var.tags

  health_check = {
    path          = var.health_check_path
    interval_ms   = var.health_check_interval_ms
    success_codes = ["2xx"]
  }
}

resource "lb_listener" "this" {
  lb_instance_id     = lb_instance.this.id
  name               = "http"
  protocol           = "HTTP"
  port               = var.port
  backend_service_id = lb_backend_service.this.id
  tags               = var.tags
}
