"""The local runner: a whole county on one machine, started by `gov321ctl up`."""
