# Built in, and there from the start.
data "lb_vpc" "example" {
  id = "vpc-default"
}
