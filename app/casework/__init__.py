"""What moves a case. The narrow waist is `steps`: everything that happens to a case goes through it."""
