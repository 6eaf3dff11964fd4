"""What process owners do: prove a release with scenarios, and check it before it is published."""
