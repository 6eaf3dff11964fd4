"""What is measured or walked for too long to stand in the way of every change: `make bench`, `make soak`."""
