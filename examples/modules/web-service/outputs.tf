output "url" {
  description = "Where to send requests."
  value       = "http://${lb_instance.this.private_ip_address}:${lb_listener.this.port}/"
}

output "lb_instance_id" {
  description = "For more listeners on the same address."
  value       = lb_instance.this.id
}

output "backend_service_id" {
  description = "For `lb_target_health`, and for more listeners to the same servers."
  value       = lb_backend_service.this.id
}
