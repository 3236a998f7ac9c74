"""What people see: look, templates, components, forms, charts, closed headers, limits, languages."""
