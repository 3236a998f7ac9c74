"""An agency beside others, where enough of them agreed."""
