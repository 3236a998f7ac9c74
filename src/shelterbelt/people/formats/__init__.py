"""What `people` sends and hands out: mails."""
