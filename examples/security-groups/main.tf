# Who may connect, and what may be dialled: an office network gets in but for one address, and only
# the web port of the servers is dialled. Rules are stateful; what none of them matches is denied,
# in both directions.

terraform {
  required_providers {
    lb = { source = "lb-engine/lb" }
  }
}

provider "lb" {}

variable "port" {
  description = "Where the load balancer listens."
  type        = number
  default     = 8080
}

variable "server" {
  description = "The server behind it."
  type        = object({ address = string, port = number })
  default     = { address = "127.0.0.1", port = 9001 }
}

variable "office" {
  description = "Clients that may connect."
  type        = list(string)
  default     = ["127.0.0.0/8", "10.0.0.0/8"]
}

variable "banned" {
  description = "Clients that may not, although they are in the office."
  type        = list(string)
  default     = ["127.66.6.6/32"]
}

resource "lb_security_group" "office" {
  name = "office"
  rules = [
    { direction = "ingress", action = "deny", cidr_blocks = var.banned, priority = 1 },
    {
      direction   = "ingress"
      from_port   = var.port
      to_port     = var.port
      cidr_blocks = var.office
      priority    = 10
    },
  ]
}

resource "lb_security_group" "web_servers" {
  name = "web-servers"
  rules = [{
    direction   = "egress"
    from_port   = var.server.port
    to_port     = var.server.port
    cidr_blocks = ["${var.server.address}/32"]
  }]
}

# The rules of all its groups count as those of one.
resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
  security_group_ids = [lb_security_group.office.id, lb_security_group.web_servers.id]
}

resource "lb_server_group" "web" {
  name    = "web"
  servers = [var.server]
}

resource "lb_backend_service" "web" {
  lb_instance_id  = lb_instance.web.id
  name            = "web"
  protocol        = "HTTP"
  port            = 80
  server_group_id = lb_server_group.web.id
}

resource "lb_listener" "web" {
  lb_instance_id     = lb_instance.web.id
  protocol           = "HTTP"
  port               = var.port
  backend_service_id = lb_backend_service.web.id
}

output "url" {
  value = "http://${lb_instance.web.private_ip_address}:${lb_listener.web.port}/"
}
