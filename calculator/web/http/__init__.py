"""What every request passes through: bodies, headers, limits and logs."""
