# The built-in one, with every port open.
data "lb_security_group" "example" {
  id = "sg-default"
}
