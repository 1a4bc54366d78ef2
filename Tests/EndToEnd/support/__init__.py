"""What the end-to-end tests stand on: a real nats-server, a raw MCP driver, a judge of what went over the wire."""
