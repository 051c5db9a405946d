variable "name" {
  description = "What the service is called, for people."
  type        = string
}

variable "servers" {
  description = "The servers, by address. The port is `server_port` unless a server has its own."
  type = set(object({
    address = string
    port    = optional(number)
    weight  = optional(number, 10)
    enabled = optional(bool, true)
  }))

  validation {
    condition     = length(var.servers) > 0
    error_message = "A service needs a server."
  }
}

variable "server_port" {
  description = "Where servers listen."
  type        = number
  default     = 8080
}

variable "port" {
  description = "Where the load balancer listens."
  type        = number
  default     = 80
}

variable "availability_zones" {
  description = "The zones whose servers get traffic."
  type        = set(string)
  default     = ["local-a", "local-b", "local-c"]
}

variable "subnet_id" {
  description = "The subnet that the load balancer's address is taken from."
  type        = string
  default     = "subnet-local-a"
}

variable "algorithm" {
  description = "How a server is chosen."
  type        = string
  default     = "weighted_round_robin"
}

variable "sticky" {
  description = "Whether a client keeps its server, by a cookie."
  type        = bool
  default     = false
}

variable "health_check_path" {
  description = "Where servers say that they are well, with a status of 2xx."
  type        = string
  default     = "/"
}

variable "health_check_interval_ms" {
  description = "From one check of a server to the next, in milliseconds."
  type        = number
  default     = 3000
}

variable "deletion_protection" {
  description = "While it is on, a destroy is refused when planning."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Labels for all parts."
  type        = map(string)
  default     = {}
}
