resource "lb_instance" "shop" {
  name               = "instance of a service"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}

resource "lb_server_group" "shop" {
  name = "group of a service"
}

resource "lb_backend_service" "shop" {
  lb_instance_id  = lb_instance.shop.id
  name            = "service found by name"
  protocol        = "TCP"
  port            = 5432
  server_group_id = lb_server_group.shop.id
}

data "lb_backend_service" "example" {
  name = lb_backend_service.shop.name
}
