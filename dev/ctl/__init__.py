"""The operator's command line `gov321ctl`: one module per group of commands."""
