"""Pages of whoever reads applications without knowing who wrote them."""
