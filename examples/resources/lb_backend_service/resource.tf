resource "lb_instance" "shop" {
  name               = "shop services"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}

resource "lb_server_group" "shop" {
  name    = "shop services"
  servers = [{ address = "127.0.0.11" }, { address = "127.0.0.12" }]
}

resource "lb_backend_service" "example" {
  lb_instance_id  = lb_instance.shop.id
  name            = "shop"
  protocol        = "HTTP"
  port            = 8080
  algorithm       = "weighted_least_connections"
  server_group_id = lb_server_group.shop.id

  session_persistence = {
    enabled               = true
    cookie_expire_seconds = 3600
  }

  health_check = {
    path          = "/healthz"
    interval_ms   = 2000
    success_codes = ["2xx"]
  }
}
