"""What people and services do with the registry: one function or small class per thing."""
