raise SystemExit("a message")
# expect stderr: a message
# exit: 1
