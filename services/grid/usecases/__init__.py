"""What people and services do with grids and care: one function or small class per thing."""
