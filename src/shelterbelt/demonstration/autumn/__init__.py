"""The cohort before: its applications are closed, read, and decided; people answer, pay, ask and complain."""
