# A network of one's own: a VPC, a subnet per zone, an address for the public, and servers that
# come and go one by one.

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

variable "servers" {
  description = "The servers by name: an address in one of the subnets, and a port."
  type        = map(object({ address = string, port = number, zone = string }))
  default = {
    one = { address = "127.64.1.10", port = 9001, zone = "local-a" }
    two = { address = "127.64.2.10", port = 9002, zone = "local-b" }
  }
}

resource "lb_vpc" "shop" {
  name        = "shop"
  cidr_blocks = ["127.64.0.0/16"]
}

resource "lb_subnet" "shop" {
  for_each = { local-a = "127.64.1.0/24", local-b = "127.64.2.0/24" }

  name              = "shop-${each.key}"
  vpc_id            = lb_vpc.shop.id
  cidr_block        = each.value
  availability_zone = each.key
}

resource "lb_eip" "shop" {
  name = "shop"
}

resource "lb_instance" "shop" {
  name               = "shop"
  availability_zones = keys(lb_subnet.shop)
  subnet_id          = lb_subnet.shop["local-a"].id
  eip_id             = lb_eip.shop.id
}

# Without a list of servers: its members are the resources below.
resource "lb_server_group" "shop" {
  name   = "shop"
  vpc_id = lb_vpc.shop.id
}

resource "lb_server" "shop" {
  for_each = var.servers

  name            = each.key
  server_group_id = lb_server_group.shop.id
  address         = each.value.address
  port            = each.value.port
  zone            = lb_subnet.shop[each.value.zone].availability_zone
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
  protocol           = "HTTP"
  port               = var.port
  backend_service_id = lb_backend_service.shop.id
}

output "inside" {
  description = "For clients inside the VPC."
  value       = "http://${lb_instance.shop.private_ip_address}:${lb_listener.shop.port}/"
}

output "outside" {
  description = "For everyone."
  value       = "http://${lb_instance.shop.public_ip_address}:${lb_listener.shop.port}/"
}
