resource "lb_certificate" "shop" {
  name            = "certificate found by name"
  certificate_pem = file("${path.module}/shop.pem")
  private_key_wo  = file("${path.module}/shop-key.pem")
}

data "lb_certificate" "example" {
  name = lb_certificate.shop.name
}

output "valid_until" {
  description = "Never the key: nobody is shown it."
  value       = data.lb_certificate.example.not_after
}
