# HTTPS with a certificate for each name; renewed in place when a file changes, with no connection
# lost. The private keys go to the engine and are in no state and no plan.
#
# A certificate to try it with:
#   openssl req -x509 -newkey rsa:2048 -nodes -days 90 -subj /CN=shop.example \
#     -addext subjectAltName=DNS:shop.example -keyout shop-key.pem -out shop.pem
#
# In a pipeline, hand a key in by an ephemeral variable in place of a file:
#   variable "private_key" {
#     type      = string
#     ephemeral = true
#   }
# and `private_key_wo = var.private_key`, or take it from an ephemeral resource of your secret store.

terraform {
  required_version = ">= 1.11" # for write-only attributes
  required_providers {
    lb = { source = "lb-engine/lb" }
  }
}

provider "lb" {}

variable "port" {
  description = "Where the load balancer listens."
  type        = number
  default     = 8443
}

variable "servers" {
  description = "Ports of the servers on this machine."
  type        = list(number)
  default     = [8081, 8082]
}

variable "certificates" {
  description = "The first is the default, the others are shown to who asks for one of their names."
  type        = list(object({ name = string, certificate_file = string, private_key_file = string }))
  default = [
    { name = "shop", certificate_file = "shop.pem", private_key_file = "shop-key.pem" },
  ]
}

resource "lb_certificate" "web" {
  for_each = { for certificate in var.certificates : certificate.name => certificate }

  name            = each.key
  certificate_pem = file(each.value.certificate_file)
  private_key_wo  = file(each.value.private_key_file)
}

resource "lb_instance" "web" {
  name               = "web"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}

resource "lb_server_group" "web" {
  name    = "web"
  servers = [for port in var.servers : { address = "127.0.0.1", port = port }]
}

# Servers speak plain HTTP: X-Forwarded-Proto tells them that the client spoke HTTPS.
resource "lb_backend_service" "web" {
  lb_instance_id  = lb_instance.web.id
  name            = "web"
  protocol        = "HTTP"
  port            = 8080
  server_group_id = lb_server_group.web.id
}

resource "lb_listener" "https" {
  lb_instance_id     = lb_instance.web.id
  name               = "https"
  protocol           = "HTTPS"
  port               = var.port
  backend_service_id = lb_backend_service.web.id
  certificate_ids    = [for certificate in var.certificates : lb_certificate.web[certificate.name].id]
}

output "url" {
  description = "Where to send requests."
  value       = "https://${lb_instance.web.private_ip_address}:${lb_listener.https.port}/"
}

output "valid_until" {
  description = "When which certificate is to be renewed."
  value       = { for name, certificate in lb_certificate.web : name => certificate.not_after }
}
