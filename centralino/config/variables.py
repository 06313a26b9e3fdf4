"""The environment's variables that are ours and no keys of the configuration."""

CONFIG_PATH = "CENTRALINO_CONFIG"  # the configuration file
CLOCK_FILE = "CENTRALINO_CLOCK_FILE"  # a rehearsal's clock, shared by its processes
LEASH = "CENTRALINO_LEASH"  # the number of the pipe's read end, in the child
LISTEN_FD = "CENTRALINO_LISTEN_FD"  # the number of the socket that is listened at, in the child
LOG_FILE = "CENTRALINO_LOG_FILE"  # where the log goes instead of standard error
