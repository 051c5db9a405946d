data "lb_engine" "example" {}

output "engine" {
  description = "What carries the traffic."
  value       = "${data.lb_engine.example.version} with ${data.lb_engine.example.data_plane}"
}
