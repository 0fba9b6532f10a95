"""twincore: the always-on twin of a core bank."""
