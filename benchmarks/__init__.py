"""luodi beside its peers, on the same files in one run: what is right, how long it takes, how much memory it needs."""
