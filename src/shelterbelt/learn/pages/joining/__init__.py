"""Before taking part: someone who knows the applicant, and the code of conduct. The link is the only key."""
