resource "lb_security_group" "example" {
  name = "shop"
  rules = [
    # The lowest priority number decides: these come before the rule below.
    { direction = "ingress", action = "deny", cidr_blocks = ["10.66.0.0/16"], priority = 1 },
    { direction = "ingress", from_port = 80, to_port = 443, priority = 10 },
    # Without an egress rule no server would be dialled.
    { direction = "egress", from_port = 8080, to_port = 8080, cidr_blocks = ["10.0.0.0/8"] },
  ]
}

resource "lb_instance" "shop" {
  name               = "shop"
  availability_zones = ["local-a"]
  subnet_id          = "subnet-local-a"
  security_group_ids = [lb_security_group.example.id]
}
