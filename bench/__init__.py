"""Speed as ratios: ours, the naive way and the bare library side by side, in one run."""
