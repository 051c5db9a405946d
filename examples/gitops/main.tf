# What the pipelines beside this file plan and apply. The engine is elsewhere: its address, the token
# and the certificate of who signed for it come by environment (LB_ENDPOINT, LB_TOKEN, LB_CA_FILE).
# Add the backend that keeps your state: `backend "s3" {}`, `backend "http" {}`, …

terraform {
  required_providers {
    lb = { source = "lb-engine/lb" }
  }
}

provider "lb" {
  owner = "shop/production"
}

variable "port" {
  description = "Where the load balancer listens."
  type        = number
  default     = 8000
}

variable "servers" {
  description = "The servers, as address:port."
  type        = set(string)
  default     = ["127.0.0.1:8081", "127.0.0.1:8082"]
}

module "shop" {
  source = "../modules/web-service"

  name    = "shop"
  port    = var.port
  servers = [for text in var.servers : provider::lb::endpoint(text)]
}

output "url" {
  description = "Where to send requests."
  value       = module.shop.url
}
