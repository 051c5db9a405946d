resource "lb_certificate" "example" {
  name            = "shop"
  certificate_pem = file("${path.module}/shop.pem")

  # Write-only: it goes to the engine, and is in no state and no plan.
  private_key_wo         = file("${path.module}/shop-key.pem")
  private_key_wo_version = 1
}
