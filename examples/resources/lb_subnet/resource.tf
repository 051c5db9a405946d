resource "lb_vpc" "shop" {
  name        = "shop subnets"
  cidr_blocks = ["127.81.0.0/16"]
}

resource "lb_subnet" "example" {
  for_each = { local-a = 1, local-b = 2 }

  name              = "shop-${each.key}"
  vpc_id            = lb_vpc.shop.id
  cidr_block        = cidrsubnet(one(lb_vpc.shop.cidr_blocks), 8, each.value)
  availability_zone = each.key
}
