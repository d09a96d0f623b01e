"""The rules: one module a family, one function a rule, findings as values."""
