resource "lb_availability_group" "example" {
  name               = "shop"
  availability_zones = ["local-a", "local-b"]
  port               = 9000
  min_size           = 1
  max_size           = 4
  desired_capacity   = 2

  launch = {
    driver = "process"
    process = {
      # ADDRESS and PORT, where it is to listen, are in its environment. An engine that runs as root
      # also wants `user`.
      command = [
        "node", "-e",
        "require('http').createServer((_, r) => r.end('hello')).listen(process.env.PORT, process.env.ADDRESS)",
      ]
      user = "nobody" # An engine that does not run as root: leave it out.
    }
  }
}
