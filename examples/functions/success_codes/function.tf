output "codes" {
  description = "For `success_codes` of a health check: 2xx, 301."
  value       = provider::lb::success_codes("2xx, 301, 200")
}
