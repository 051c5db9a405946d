resource "lb_instance" "shop" {
  name               = "instance of a listener"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
}

resource "lb_server_group" "shop" {
  name = "group of a listener"
}

resource "lb_backend_service" "shop" {
  lb_instance_id  = lb_instance.shop.id
  name            = "service of a listener"
  protocol        = "TCP"
  port            = 5432
  server_group_id = lb_server_group.shop.id
}

resource "lb_listener" "shop" {
  lb_instance_id     = lb_instance.shop.id
  protocol           = "TCP"
  port               = 8000
  backend_service_id = lb_backend_service.shop.id
}

data "lb_listener" "example" {
  id = lb_listener.shop.id
}
