"""What people see: one blueprint per subject, each route naming the permission it needs."""
