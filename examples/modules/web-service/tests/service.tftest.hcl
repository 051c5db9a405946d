# `terraform test` in this folder: plans and applies for real, on the engine of this machine.

variables {
  name    = "tested"
  port    = 18080
  servers = [{ address = "127.0.0.1", port = 9 }]
}

run "asks_for_a_server" {
  command = plan

  variables {
    servers = []
  }

  expect_failures = [var.servers]
}

run "keeps_clients_where_they_are_when_asked" {
  command = plan

  variables {
    sticky = true
  }

  assert {
    condition     = lb_backend_service.this.session_persistence.enabled
    error_message = "A sticky service sets a cookie."
  }
}

run "comes_up" {
  assert {
    condition     = startswith(output.url, "http://127.") && endswith(output.url, ":18080/")
    error_message = "The listener answers at a private address, at the port that was asked for."
  }

  assert {
    condition     = lb_backend_service.this.session_persistence == null
    error_message = "By default each request is balanced by itself."
  }
}

run "changes_in_place" {
  variables {
    servers = [{ address = "127.0.0.1", port = 9, weight = 50 }]
  }

  assert {
    condition     = output.backend_service_id == run.comes_up.backend_service_id
    error_message = "A weight is changed in place."
  }
}
