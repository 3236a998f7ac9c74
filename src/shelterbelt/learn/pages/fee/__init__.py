"""What a place costs: the applicant's page, behind the link of the application."""
