terraform {
  required_providers {
    lb = { source = "lb-engine/lb" }
  }
}

# Nothing to configure: the engine of this machine, started when it is needed.
provider "lb" {
  owner = "shop/production"
}
