"""What people and services do with matters: one function or small class per thing."""
